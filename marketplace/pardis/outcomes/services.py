"""Asking once for each span, and keeping what is answered until the window closes."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit, tokens
from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.pardis.outcomes import queries
from marketplace.pardis.outcomes.models import FollowUp, Work
from marketplace.pardis.training import letters

MONTHS = (3, 6, 12)
PURPOSE = "follow-up"


@dataclass(frozen=True)
class Said:
    licence: bool
    cooperative: bool
    orders: bool
    work: Work
    note: str


def ask(enrolment_id: int, months: int) -> FollowUp | None:
    """Once for each span, however many workers get here; with a letter to who has an account."""
    new = db.session.scalar(
        insert(FollowUp)
        .values(
            enrolment_id=enrolment_id,
            months=months,
            closes_at=now() + timedelta(days=queries.WINDOW_DAYS),
            note="",
        )
        .on_conflict_do_nothing(index_elements=[FollowUp.enrolment_id, FollowUp.months])
        .returning(FollowUp.id)
    )
    if new is None:
        return None
    asked = queries.follow_up(new)
    letters.send(
        asked.enrolment,
        f"follow-up:{months}",
        "training_follow_up",
        months=months,
        token=token_of(asked),
    )
    return asked


def token_of(asked: FollowUp) -> str:
    """Hers alone: whoever has it answers for her."""
    return tokens.sign(PURPOSE, asked.id)


def answer(asked: FollowUp, said: Said, by: User | None) -> None:
    """As often as she likes until the window closes; what she said last counts. The row is locked
    by the caller."""
    if asked.closes_at <= now():
        raise Conflict(_("The time for this answer is over."))
    for name, value in vars(said).items():
        setattr(asked, name, value)
    asked.answered_at, asked.answered_by_id = now(), by.id if by else None
    db.session.flush()
    if by:
        after = {"enrolment": asked.enrolment_id, "months": asked.months}
        audit.record(by, "follow_up.answered", asked, after=after)
