"""Who was there how often, who was given which marks, and what came of it."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.pardis.training.assessing.marking import Attended
from marketplace.pardis.training.models import (
    Assessment,
    Attendance,
    Enrolment,
    EnrolmentState,
    Group,
    GroupAssessor,
    GroupState,
    Lesson,
    LessonState,
    Result,
    Trainee,
)
from marketplace.pardis.training.queries.marks import NOT_ASKED_FOR, WAS_THERE

ASSESSED = (GroupState.RUNNING, GroupState.FINISHED)
"""States of a group in which marks are given."""


def hers_to_assess(user: User) -> ColumnElement[bool]:
    """The groups whose work she assesses: all for whoever reads all, else those she teaches or was
    named for."""
    if user.may(Permission.TRAINING_READ):
        return Group.id.is_not(None)
    named = exists().where(GroupAssessor.group_id == Group.id, GroupAssessor.user_id == user.id)
    return or_(Group.trainer_id == user.id, named)


def group(number: str, user: User, *, lock: bool = False) -> Group:
    """With `lock` for whoever gives marks, publishes or corrects: one at a time in a group."""
    wanted = select(Group).where(Group.number == number, hers_to_assess(user))
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def groups_to_assess(user: User) -> Sequence[Group]:
    """Those in which somebody who is enrolled has no result yet, the first to begin first."""
    open_ = exists().where(
        Enrolment.group_id == Group.id,
        Enrolment.state == EnrolmentState.ENROLLED,
        ~exists().where(Result.enrolment_id == Enrolment.id),
    )
    return db.session.scalars(
        select(Group)
        .where(Group.state.in_(ASSESSED), hers_to_assess(user), open_)
        .options(joinedload(Group.course), joinedload(Group.term), joinedload(Group.trainer))
        .order_by(Group.starts_on, Group.number)
    ).all()


def assessors(group_id: int) -> Sequence[GroupAssessor]:
    return db.session.scalars(
        select(GroupAssessor)
        .join(GroupAssessor.user)
        .where(GroupAssessor.group_id == group_id)
        .options(contains_eager(GroupAssessor.user))
        .order_by(User.name, User.id)
    ).all()


def enrolled(group_id: int) -> Sequence[Enrolment]:
    return db.session.scalars(
        select(Enrolment)
        .where(Enrolment.group_id == group_id, Enrolment.state == EnrolmentState.ENROLLED)
        .options(joinedload(Enrolment.trainee).joinedload(Trainee.place))
        .order_by(Enrolment.id)
    ).all()


def enrolment(enrolment_id: int, user: User) -> Enrolment:
    """Somebody with a seat in a group whose work `user` assesses."""
    found = db.session.scalar(
        select(Enrolment)
        .join(Enrolment.group)
        .where(
            Enrolment.id == enrolment_id,
            Enrolment.state == EnrolmentState.ENROLLED,
            hers_to_assess(user),
        )
        .options(contains_eager(Enrolment.group).joinedload(Group.course))
    )
    if found is None:
        raise NotFound
    return found


def assessments(enrolment_ids: Collection[int]) -> dict[int, list[Assessment]]:
    """By enrolment, each in the order in which they were first given."""
    found = db.session.scalars(
        select(Assessment)
        .where(Assessment.enrolment_id.in_(enrolment_ids))
        .options(joinedload(Assessment.assessor))
        .order_by(Assessment.id)
    )
    by: dict[int, list[Assessment]] = {each: [] for each in enrolment_ids}
    for one in found:
        by[one.enrolment_id].append(one)
    return by


def results(enrolment_ids: Collection[int]) -> Mapping[int, Result]:
    """The result that counts, by enrolment: the one that no other corrects."""
    found = db.session.scalars(_newest().where(Result.enrolment_id.in_(enrolment_ids)))
    return {result.enrolment_id: result for result in found}


def result_of(enrolment_id: int) -> Result | None:
    return db.session.scalar(_newest().where(Result.enrolment_id == enrolment_id))


def history(enrolment_id: int) -> Sequence[Result]:
    """Everything that was published of somebody, the newest first."""
    return db.session.scalars(
        select(Result)
        .where(Result.enrolment_id == enrolment_id)
        .options(joinedload(Result.published_by))
        .order_by(Result.id.desc())
    ).all()


def _newest() -> Select[Result]:
    later = aliased(Result)
    return (
        select(Result)
        .where(~exists().where(later.corrects_id == Result.id))
        .options(joinedload(Result.rule))
        .order_by(Result.id)
    )


def attended(enrolment_ids: Collection[int]) -> Mapping[int, Attended]:
    """How often each was there, of the sessions that were held. Who was excused or ill is not asked for;
    a make-up session makes good for one that she missed, and is held against nobody."""
    marked = db.session.execute(
        select(Attendance.enrolment_id, Attendance.mark, Lesson.makes_up, func.count())
        .join(Lesson, Lesson.id == Attendance.lesson_id)
        .where(Attendance.enrolment_id.in_(enrolment_ids), Lesson.state == LessonState.HELD)
        .group_by(Attendance.enrolment_id, Attendance.mark, Lesson.makes_up)
    ).all()
    there, excused = dict.fromkeys(enrolment_ids, 0), dict.fromkeys(enrolment_ids, 0)
    for enrolment_id, mark, makes_up, times in marked:
        if mark in WAS_THERE:
            there[enrolment_id] += times
        elif mark in NOT_ASKED_FOR and not makes_up:
            excused[enrolment_id] += times
    held = _held(enrolment_ids)
    return {one: Attended(there[one], held.get(one, 0) - excused[one]) for one in enrolment_ids}


def _held(enrolment_ids: Collection[int]) -> Mapping[int, int]:
    """How many regular sessions the group of each has held."""
    counted = (
        select(Enrolment.id, func.count())
        .join(Lesson, Lesson.group_id == Enrolment.group_id)
        .where(
            Enrolment.id.in_(enrolment_ids),
            Lesson.state == LessonState.HELD,
            ~Lesson.makes_up,
        )
        .group_by(Enrolment.id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}
