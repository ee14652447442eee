"""What a plan is made of, and what stands in its way."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.accounts.models import RoleGrant, User
from marketplace.accounts.permissions import GRANTS, Permission
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.pardis.training.models import (
    Course,
    Group,
    GroupState,
    Lesson,
    LessonState,
    Room,
    Term,
)
from marketplace.pardis.training.queries.groups import hers

MOST_LESSONS = 200
TRAINERS = [role for role, grants in GRANTS.items() if Permission.ATTENDANCE_MARK in grants]


def terms() -> Sequence[Term]:
    """The latest first."""
    return db.session.scalars(select(Term).order_by(Term.starts_on.desc())).all()


def terms_to_come() -> list[Term]:
    """This one and those after it, the nearest first."""
    return [term for term in reversed(terms()) if term.ends_on >= today()]


def term(term_id: int | None) -> Term | None:
    """The one asked for; else that of today, or the nearest to come, or the last there was."""
    known = terms()
    if term_id is not None:
        return next((term for term in known if term.id == term_id), None)
    return next(iter([*terms_to_come(), *known]), None)


def term_of(term_id: int) -> Term:
    found = db.session.get(Term, term_id)
    if found is None:
        raise NotFound
    return found


def rooms() -> Sequence[Room]:
    return db.session.scalars(select(Room).order_by(Room.code)).all()


def trainers() -> Sequence[User]:
    """Whoever may hold a session."""
    return db.session.scalars(
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role.in_(TRAINERS), User.disabled_at.is_(None))
        .order_by(User.name, User.id)
        .distinct()
    ).all()


def courses() -> Sequence[Course]:
    return db.session.scalars(select(Course).order_by(Course.code)).all()


def course(code: str) -> Course:
    found = db.session.scalar(
        select(Course)
        .where(Course.code == code)
        .options(joinedload(Course.craft), joinedload(Course.prerequisite))
    )
    if found is None:
        raise NotFound
    return found


def locked_course(code: str) -> Course:
    wanted = select(Course).where(Course.code == code).with_for_update()
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def count_of_groups(course_id: int, term_id: int) -> int:
    counted = select(func.count()).where(Group.course_id == course_id, Group.term_id == term_id)
    return db.session.scalar(counted) or 0


def lesson(lesson_id: int, user: User, *, lock: bool = False) -> Lesson:
    """A session of a group she may see."""
    wanted = select(Lesson).join(Lesson.group).where(Lesson.id == lesson_id, hers(user))
    if lock:
        wanted = wanted.with_for_update(of=Lesson).execution_options(populate_existing=True)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def lessons_between(since: datetime, until: datetime, user: User) -> Sequence[Lesson]:
    """What is held in these days, the first first."""
    return _lessons(
        Lesson.starts_at >= since,
        Lesson.starts_at < until,
        Lesson.state != LessonState.CANCELLED,
        hers(user),
    )


def lessons_without_marks(before: datetime, user: User) -> Sequence[Lesson]:
    """The oldest sessions that were over by then and of which nobody marked who was there."""
    return _lessons(*unmarked(user), Lesson.starts_at < before)


def unmarked(user: User) -> list[ColumnElement[bool]]:
    """What is true of sessions that are over and have no attendance yet."""
    going_on = Group.state.in_((GroupState.OPEN, GroupState.RUNNING))
    return [Lesson.state == LessonState.PLANNED, Lesson.ends_at < now(), going_on, hers(user)]


def _lessons(*where: ColumnElement[bool]) -> Sequence[Lesson]:
    return db.session.scalars(
        select(Lesson)
        .join(Lesson.group)
        .where(*where)
        .options(
            contains_eager(Lesson.group).joinedload(Group.course),
            joinedload(Lesson.room),
        )
        .order_by(Lesson.starts_at, Lesson.id)
        .limit(MOST_LESSONS)
    ).all()


def clashes(
    hours: Collection[tuple[datetime, datetime]],
    room_id: int,
    trainer_id: int | None,
    except_id: int | None = None,
) -> Sequence[Lesson]:
    """Sessions that take place at one of these hours in the room, or with the trainer."""
    if not hours:
        return []
    meets = or_(*(and_(Lesson.starts_at < end, Lesson.ends_at > start) for start, end in hours))
    same = Lesson.room_id == room_id
    if trainer_id is not None:
        same = or_(same, Lesson.trainer_id == trainer_id)
    wanted = select(Lesson).where(meets, same, Lesson.state != LessonState.CANCELLED)
    if except_id is not None:
        wanted = wanted.where(Lesson.id != except_id)
    return db.session.scalars(
        wanted.options(joinedload(Lesson.group).joinedload(Group.course)).order_by(
            Lesson.starts_at, Lesson.id
        )
    ).all()
