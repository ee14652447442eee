"""Who is to be asked, who was, and what she said."""

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.pardis.outcomes.models import FollowUp
from marketplace.pardis.training.models import (
    Enrolment,
    EnrolmentState,
    Group,
    GroupState,
    Lesson,
    LessonState,
    Trainee,
)

WINDOW_DAYS = 60


def to_ask(months: int) -> Sequence[int]:
    """Enrolments whose group ended so many months ago, and not long before, and who were not asked
    yet."""
    ended = (
        select(Lesson.group_id, func.max(Lesson.ends_at).label("at"))
        .where(Lesson.state == LessonState.HELD)
        .group_by(Lesson.group_id)
        .subquery()
    )
    due = ended.c.at + func.make_interval(0, months)
    asked = exists().where(FollowUp.enrolment_id == Enrolment.id, FollowUp.months == months)
    return db.session.scalars(
        select(Enrolment.id)
        .join(Enrolment.group)
        .join(ended, ended.c.group_id == Group.id)
        .where(
            Group.state == GroupState.FINISHED,
            Enrolment.state == EnrolmentState.ENROLLED,
            due <= now(),
            due + func.make_interval(0, 0, 0, WINDOW_DAYS) > now(),
            ~asked,
        )
        .order_by(Enrolment.id)
    ).all()


def follow_up(follow_up_id: int, *, lock: bool = False) -> FollowUp:
    wanted = (
        select(FollowUp)
        .where(FollowUp.id == follow_up_id)
        .options(
            joinedload(FollowUp.enrolment).options(
                joinedload(Enrolment.trainee), joinedload(Enrolment.group).joinedload(Group.course)
            )
        )
    )
    if lock:
        wanted = wanted.with_for_update(of=FollowUp).execution_options(populate_existing=True)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def unanswered() -> Sequence[FollowUp]:
    """Who can still answer and has not, the soonest over first."""
    return db.session.scalars(
        select(FollowUp)
        .join(FollowUp.enrolment)
        .join(Enrolment.trainee)
        .where(FollowUp.answered_at.is_(None), FollowUp.closes_at > now())
        .options(
            joinedload(FollowUp.enrolment).options(
                joinedload(Enrolment.trainee), joinedload(Enrolment.group).joinedload(Group.course)
            )
        )
        .order_by(FollowUp.closes_at, Trainee.name, FollowUp.id)
        .limit(200)
    ).all()
