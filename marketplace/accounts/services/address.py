"""Another e-mail address: asked for, confirmed by the new one, undone by the old one."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from marketplace.accounts import audit, queries, sessions
from marketplace.accounts.errors import AddressTaken, ExpiredLink
from marketplace.accounts.events import (
    EmailChangeAsked,
    EmailChanged,
    ResetAsked,
    SignedUpAgain,
)
from marketplace.accounts.models import EmailChange, User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.events import announce

CONFIRM = "new address"
UNDO = "old address"
CONFIRM_FOR = timedelta(days=1)
UNDO_FOR = timedelta(days=7)


def ask(user: User, new: str) -> None:
    """Both addresses are written to. For whoever asks, all goes the same way whether or not the
    new one belongs to an account: its owner is told, that is all. Raises Invalid."""
    new = new.strip().lower()
    if new == user.email:
        raise Invalid(_("This is your address already."), "email")
    owner = queries.user_by_email(new)
    if owner:
        announce(SignedUpAgain(owner.id))
        return
    change = EmailChange(user_id=user.id, old=user.email, new=new)
    db.session.add(change)
    db.session.flush()
    audit.record(user, "address.asked", user)
    announce(EmailChangeAsked(change.id))


def confirm(change: EmailChange, user: User) -> None:
    """The new address holds. Raises ExpiredLink, AddressTaken."""
    queries.lock_user(user.id)
    db.session.refresh(change)
    db.session.refresh(user)
    if change.confirmed_at or change.undone_at or user.email != change.old:
        raise ExpiredLink(_("This link has been used, or a newer one took its place."))
    try:
        with db.session.begin_nested():
            user.email = change.new
    except IntegrityError:
        raise AddressTaken(_("There is an account with this address already.")) from None
    change.confirmed_at = now()
    audit.record(user, "address.changed", user)
    announce(EmailChanged(change.id))


def undo(change: EmailChange, user: User) -> None:
    """Back to the old address, whatever came after. Whoever changed it is signed out everywhere
    and knows no password any more; the old address gets a link to a new one. Raises ExpiredLink."""
    queries.lock_user(user.id)
    db.session.refresh(change)
    if change.undone_at:
        raise ExpiredLink(_("This link has been used, or a newer one took its place."))
    user.email, user.password_hash = change.old, None
    db.session.execute(
        update(EmailChange)
        .where(EmailChange.user_id == user.id, EmailChange.id >= change.id)
        .values(undone_at=now())
    )
    sessions.close_all_sessions(user)
    audit.record(user, "address.undone", user)
    announce(ResetAsked(user.id))
