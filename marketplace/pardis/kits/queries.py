"""Kits of courses, and who has what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import joinedload

from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.pardis.kits.models import CourseKitLine, Handover
from marketplace.pardis.training.models import (
    Enrolment,
    EnrolmentState,
    Group,
    GroupState,
    Trainee,
)

OPEN = (GroupState.OPEN, GroupState.RUNNING, GroupState.FINISHED)


@dataclass(frozen=True)
class GroupKits:
    """A group as a line of the storekeeper's list: people, kits handed out, kits with something
    lent that has not come back."""

    group: Group
    people: int
    out: int
    missing: int


def lines_of(course_id: int) -> Sequence[CourseKitLine]:
    return db.session.scalars(
        select(CourseKitLine)
        .where(CourseKitLine.course_id == course_id, CourseKitLine.closed_at.is_(None))
        .order_by(CourseKitLine.id)
    ).all()


def line(line_id: int) -> CourseKitLine:
    found = db.session.scalar(
        select(CourseKitLine).where(CourseKitLine.id == line_id).with_for_update()
    )
    if found is None:
        raise NotFound
    return found


def handovers(enrolment_ids: Collection[int]) -> dict[int, list[Handover]]:
    """What each was handed, in the order of the kit."""
    found: dict[int, list[Handover]] = {}
    rows = db.session.scalars(
        select(Handover)
        .where(Handover.enrolment_id.in_(enrolment_ids))
        .options(joinedload(Handover.line))
        .order_by(Handover.line_id)
    )
    for handover in rows:
        found.setdefault(handover.enrolment_id, []).append(handover)
    return found


def enrolment(enrolment_id: int, *, lock: bool = False) -> Enrolment:
    """With `lock` for whoever hands out or takes back: one at a time."""
    wanted = (
        select(Enrolment)
        .where(Enrolment.id == enrolment_id)
        .options(
            joinedload(Enrolment.trainee), joinedload(Enrolment.group).joinedload(Group.course)
        )
    )
    if lock:
        wanted = wanted.with_for_update(of=Enrolment).execution_options(populate_existing=True)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def people_of(group_id: int) -> Sequence[Enrolment]:
    """Who is enrolled, and who has left with something of the kit."""
    has_something = select(Handover.enrolment_id).where(
        Handover.enrolment_id == Enrolment.id, Handover.back_at.is_(None)
    )
    return db.session.scalars(
        select(Enrolment)
        .join(Enrolment.trainee)
        .where(
            Enrolment.group_id == group_id,
            (Enrolment.state == EnrolmentState.ENROLLED) | has_something.exists(),
        )
        .options(joinedload(Enrolment.trainee))
        .order_by(Trainee.name, Enrolment.id)
    ).all()


def groups() -> list[GroupKits]:
    """Groups whose course has a kit, the newest first."""
    with_kit = select(CourseKitLine.course_id).where(CourseKitLine.closed_at.is_(None))
    out = func.count(func.distinct(Handover.enrolment_id))
    lent = and_(CourseKitLine.lent, func.coalesce(Handover.back, 0) < Handover.quantity)
    missing = func.count(func.distinct(case((lent, Handover.enrolment_id))))
    enrolled = case((Enrolment.state == EnrolmentState.ENROLLED, Enrolment.id))
    rows = db.session.execute(
        select(Group, func.count(func.distinct(enrolled)), out, missing)
        .outerjoin(Enrolment, Enrolment.group_id == Group.id)
        .outerjoin(Handover, Handover.enrolment_id == Enrolment.id)
        .outerjoin(CourseKitLine, CourseKitLine.id == Handover.line_id)
        .where(Group.course_id.in_(with_kit), Group.state.in_(OPEN))
        .group_by(Group.id)
        .options(joinedload(Group.course))
        .order_by(Group.starts_on.desc(), Group.number)
        .limit(200)
    )
    return [GroupKits(*row) for row in rows]
