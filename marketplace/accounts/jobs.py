"""What is done about accounts while nobody waits for it."""

import secrets

from sqlalchemy import delete, or_, select

from marketplace.accounts import personal, queries, services
from marketplace.accounts.events import DataCopyReady, ResetAsked
from marketplace.accounts.models import DataCopy, User
from marketplace.accounts.services import passkeys
from marketplace.core.clock import now
from marketplace.core.db import db, transaction
from marketplace.core.events import announce
from marketplace.core.jobs import job


@job
def ask_for_reset(email: str) -> None:
    """Look for the account here and not in the request, so that its answer takes as long for an
    address we do not know."""
    user = queries.user_by_email(email)
    if user and user.is_active:
        announce(ResetAsked(user.id))


@job(alone=True)
def make_copy(copy_id: int) -> None:
    """Gather, pack, store, then tell her. Twice does no harm: the same key keeps the last."""
    with transaction():
        copy = db.session.get(DataCopy, copy_id)
        user = queries.user(copy.user_id) if copy else None
        if user is None or user.erased_at:
            return
        facts, files = personal.everything(user), personal.files_of(user)
    key = f"copies/{copy_id}-{secrets.token_hex(16)}.zip"
    personal.storage().put(key, personal.packed(facts, files))
    with transaction():
        copy = db.session.get_one(DataCopy, copy_id, with_for_update=True)
        old, copy.storage_key, copy.ready_at = copy.storage_key, key, now()
        announce(DataCopyReady(copy_id))
    if old:
        personal.storage().delete(old)


@job(alone=True, every="41 3 * * *")
def sweep_copies() -> None:
    """Copies lie for some days only, and not at all once their owner is forgotten."""
    with transaction():
        gone = or_(DataCopy.asked_at < now() - personal.KEPT_FOR, User.erased_at.is_not(None))
        query = select(DataCopy).join(User, User.id == DataCopy.user_id).where(gone)
        copies = [(copy.id, copy.storage_key) for copy in db.session.scalars(query)]
    for copy_id, key in copies:
        if key:
            personal.storage().delete(key)
        with transaction():
            db.session.execute(delete(DataCopy).where(DataCopy.id == copy_id))


@job(every="23 3 * * *")
def sweep() -> None:
    services.sweep()
    passkeys.sweep()
