"""Keeping a file, trying it, and doing what it says: all of it or nothing."""

import hashlib
import secrets

from flask_babel import gettext as _
from sqlalchemy import delete, select

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, DomainError, NotFound
from marketplace.desk.intakes.kinds import Kind, Order, Plan
from marketplace.desk.intakes.planning import plan_of
from marketplace.desk.intakes.reading import lines_of
from marketplace.desk.models import Intake
from marketplace.desk.services import KEPT_FOR, storage

SHOWN = 20


def keep(content: bytes) -> str:
    """Where it lies from now on. Talks to the storage: no transaction is open."""
    key = f"intakes/{secrets.token_hex(16)}"
    storage().put(key, content)
    return key


def note_kept(
    user: User, kind: Kind, house: int | None, file: tuple[str, bytes], key: str
) -> Intake:
    name, content = file
    intake = Intake(
        user_id=user.id,
        kind=kind.name,
        scope_id=house,
        name=name[:120],
        digest=hashlib.sha256(content).hexdigest(),
        storage_key=key,
        rows=0,
        faults=0,
        plan={},
    )
    db.session.add(intake)
    db.session.flush()
    return intake


def intake_of(user: User, intake_id: int, *, lock: bool = False) -> Intake:
    wanted = select(Intake).where(Intake.id == intake_id, Intake.user_id == user.id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def intakes_of(user: User) -> list[Intake]:
    """Hers, the latest first."""
    wanted = select(Intake).where(Intake.user_id == user.id)
    return list(db.session.scalars(wanted.order_by(Intake.id.desc()).limit(SHOWN)))


def content_of(intake: Intake) -> bytes:
    """Talks to the storage: no transaction is open."""
    if not intake.storage_key:
        raise NotFound
    return storage().get(intake.storage_key)


def plan_for(kind: Kind, intake: Intake, by: User, content: bytes, *, lock: bool = False) -> Plan:
    order = Order(by, intake.scope_id, f"intake:{intake.id}", lock)
    return plan_of(kind, order, lines_of(content))


def carry_out(kind: Kind, intake: Intake, by: User, content: bytes) -> Plan:
    """All that the file says, in the open transaction. The intake is locked by the caller. Raises
    Conflict where anything stands in the way: then nothing is kept of it. Once done it stays so."""
    if intake.done_at:
        return Plan()
    plan = plan_for(kind, intake, by, content, lock=True)
    if plan.faults:
        raise Conflict(_("The file has faults now. Nothing was changed."))
    for step in plan.steps:
        try:
            step.do()
        except DomainError as refused:
            words = _("Row %(row)s: %(why)s", row=step.row, why=str(refused))
            raise Conflict(words) from refused
    intake.rows, intake.plan, intake.done_at = plan.rows, plan.counts, now()
    after = {"file": intake.name, "kind": kind.name, "sha256": intake.digest, **plan.counts}
    audit.record(by, "list.taken_in", intake, after=after, scope_id=intake.scope_id)
    return plan


def ask_for(intake: Intake) -> None:
    """A job does it, for it is long."""
    intake.plan = {"asked": True}


def note_refused(intake: Intake, words: str) -> None:
    intake.plan = {"refused": words}


def old_intakes() -> list[tuple[int, str]]:
    """Files that have lain for long enough; that they were taken in stays known."""
    found = db.session.execute(
        select(Intake.id, Intake.storage_key)
        .where(Intake.storage_key.is_not(None), Intake.created_at < now() - KEPT_FOR)
        .order_by(Intake.id)
    )
    return [(row[0], str(row[1])) for row in found]


def forget_file(intake_id: int) -> None:
    """One that did nothing is forgotten altogether."""
    intake = db.session.get_one(Intake, intake_id, with_for_update=True)
    intake.storage_key = None
    if not intake.done_at:
        db.session.execute(delete(Intake).where(Intake.id == intake_id))
