"""Groups with their figures, for those who may see them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.pardis.training.models import (
    Course,
    Enrolment,
    EnrolmentState,
    Group,
    GroupState,
    Lesson,
    LessonState,
    Term,
)

DECIDED_BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class GroupRow:
    """A group as a line of a list."""

    group: Group
    enrolled: int
    waiting: int
    lessons: int
    held: int

    @property
    def left(self) -> int:
        return max(0, self.group.capacity - self.enrolled)

    @property
    def is_short(self) -> bool:
        """Too few have enrolled for it to be held, and it has not begun."""
        before = {GroupState.PLANNED, GroupState.OPEN}
        return self.group.state in before and self.enrolled < self.group.minimum


def holds_a_seat() -> ColumnElement[bool]:
    """Enrolled, or offered a seat until a time that has not passed."""
    return or_(
        Enrolment.state == EnrolmentState.ENROLLED,
        and_(Enrolment.state == EnrolmentState.OFFERED, Enrolment.offered_until > now()),
    )


def taken(group_id: int) -> int:
    """How many seats nobody else can have."""
    counted = select(func.count()).where(Enrolment.group_id == group_id, holds_a_seat())
    return db.session.scalar(counted) or 0


def group_rows(*where: ColumnElement[bool]) -> list[GroupRow]:
    """Groups with their figures, by the day they begin."""
    seats, lessons = _seats(), _lessons()
    rows = db.session.execute(
        select(Group, seats.c.enrolled, seats.c.waiting, lessons.c.lessons, lessons.c.held)
        .outerjoin(seats, seats.c.group_id == Group.id)
        .outerjoin(lessons, lessons.c.group_id == Group.id)
        .join(Group.course)
        .where(*where)
        .options(
            contains_eager(Group.course),
            joinedload(Group.term),
            joinedload(Group.room),
            joinedload(Group.trainer),
        )
        .order_by(Group.starts_on, Group.number)
    )
    return [GroupRow(group, *(figure or 0 for figure in figures)) for group, *figures in rows]


def _seats() -> Subquery:
    return (
        select(
            Enrolment.group_id,
            func.count(case((holds_a_seat(), 1))).label("enrolled"),
            func.count(case((Enrolment.state == EnrolmentState.WAITLISTED, 1))).label("waiting"),
        )
        .group_by(Enrolment.group_id)
        .subquery()
    )


def _lessons() -> Subquery:
    return (
        select(
            Lesson.group_id,
            func.count(case((Lesson.state != LessonState.CANCELLED, 1))).label("lessons"),
            func.count(case((Lesson.state == LessonState.HELD, 1))).label("held"),
        )
        .group_by(Lesson.group_id)
        .subquery()
    )


def groups_of_term(found: Term, user: User) -> list[GroupRow]:
    """Those she may see: all of them, or the ones she teaches."""
    return group_rows(Group.term_id == found.id, hers(user))


def groups_in_the_shop(code: str | None = None) -> list[GroupRow]:
    """What one can sign up for, or wait for."""
    wanted = [] if code is None else [Course.code == code]
    return group_rows(Group.state == GroupState.OPEN, *wanted)


def hers(user: User) -> ColumnElement[bool]:
    """The groups that somebody of the centre may see."""
    if user.may(Permission.TRAINING_READ):
        return Group.id.is_not(None)
    return Group.trainer_id == user.id


def group(number: str, user: User | None = None) -> Group:
    """With its sessions. NotFound where `user` may not see it."""
    return _one(
        _groups(number, user).options(
            joinedload(Group.course).joinedload(Course.craft),
            joinedload(Group.term),
            joinedload(Group.room),
            joinedload(Group.trainer),
            selectinload(Group.lessons).joinedload(Lesson.room),
        )
    )


def locked_group(number: str, user: User | None = None) -> Group:
    """For whoever takes or gives back a seat, or changes the group."""
    return _one(_groups(number, user).with_for_update().execution_options(populate_existing=True))


def groups_numbered(numbers: Collection[str]) -> dict[str, Group]:
    found = db.session.scalars(
        select(Group).where(Group.number.in_(numbers)).order_by(Group.id)
    ).all()
    return {group.number: group for group in found}


def locked_groups(numbers: Collection[str]) -> dict[str, Group]:
    """Several, always in the order of their ids."""
    wanted = select(Group).where(Group.number.in_(numbers)).order_by(Group.id).with_for_update()
    found = db.session.scalars(wanted.execution_options(populate_existing=True)).all()
    return {group.number: group for group in found}


def _groups(number: str, user: User | None) -> Select[Group]:
    wanted = select(Group).where(Group.number == number)
    return wanted if user is None else wanted.where(hers(user))


def _one(statement: Select[Group]) -> Group:
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def groups_to_decide() -> Sequence[str]:
    """Open groups that begin within a week, of which nobody has seen whether enough have enrolled."""
    return db.session.scalars(
        select(Group.number)
        .where(
            Group.state == GroupState.OPEN,
            Group.decided_at.is_(None),
            Group.starts_on.between(today(), today() + DECIDED_BEFORE),
        )
        .order_by(Group.number)
    ).all()


def groups_beside(group: Group) -> list[GroupRow]:
    """Other groups of the course that take people."""
    takes = Group.state.in_([GroupState.OPEN, GroupState.RUNNING])
    return group_rows(Group.course_id == group.course_id, Group.id != group.id, takes)
