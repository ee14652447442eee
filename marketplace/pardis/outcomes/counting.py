"""How many learned, passed and went on, by craft, county or sex: one statement for a whole table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, select

from marketplace.catalogue.models import Craft
from marketplace.core.db import db
from marketplace.localisation.languages import local_text
from marketplace.localisation.models import Place
from marketplace.pardis.credentials.models import Certificate, Revocation
from marketplace.pardis.outcomes.models import FollowUp, Work
from marketplace.pardis.training.models import (
    Attendance,
    Course,
    Enrolment,
    EnrolmentState,
    Group,
    GroupState,
    Lesson,
    LessonState,
    Result,
    Sex,
    Trainee,
)
from marketplace.pardis.training.queries.marks import NOT_ASKED_FOR, WAS_THERE
from marketplace.pardis.training.words import SEXES

ENOUGH = 80
"""Whole per cent of the sessions."""
SMALL = 5
FIGURES = (
    *("enrolled", "attended", "passed", "certified"),
    *("answered", "licence", "cooperative", "orders", "working"),
)


class By(StrEnum):
    CRAFT = "craft"
    COUNTY = "county"
    SEX = "sex"


@dataclass(frozen=True)
class Row:
    """One line; a figure that is too small to be shown to everybody is None."""

    name: str
    figures: dict[str, int | None]


def rows(by: By, term_id: int | None = None) -> list[Row]:
    """The largest first. Groups that were called off are left out."""
    key = KEYS[by]
    found = db.session.execute(_statement(key, term_id)).all()
    names = _names(by)
    return [
        Row(names.get(line[0], str(line[0])), dict(zip(FIGURES, map(int, line[1:]), strict=True)))
        for line in found
    ]


def for_everybody(counted: list[Row]) -> list[Row]:
    """Nobody is recognised: what speaks of fewer than `SMALL` people, or of all but so few, is
    left out."""
    return [Row(row.name, _careful(row.figures)) for row in counted]


def _careful(figures: dict[str, int | None]) -> dict[str, int | None]:
    whole = figures["enrolled"] or 0
    if whole < SMALL:
        return dict.fromkeys(figures)
    bases = {"enrolled": whole} | {
        name: (figures["answered"] or 0 if name in FIGURES[5:] else whole) for name in FIGURES[1:]
    }
    return {name: _shown(value or 0, bases[name]) for name, value in figures.items()}


def _shown(value: int, base: int) -> int | None:
    small = 0 < value < SMALL or 0 < base - value < SMALL
    return None if small else value


KEYS: dict[By, ColumnElement[Any]] = {
    By.CRAFT: Course.craft_id,  # type: ignore[dict-item]
    By.COUNTY: func.coalesce(Place.county_id, Place.id),
    By.SEX: Trainee.sex,  # type: ignore[dict-item]
}


def _statement(key: ColumnElement[Any], term_id: int | None) -> Select[Any]:
    held, there, said = _held(), _there(), _said()
    asked_for = func.coalesce(held.c.held, 0) - func.coalesce(there.c.excused, 0)
    was_there = func.least(func.coalesce(there.c.there, 0), asked_for)
    enough = and_(asked_for > 0, was_there * 100 >= ENOUGH * asked_for)
    flags = (enough, _passed(), _certified(), said.c.answered)
    answers = (said.c.licence, said.c.cooperative, said.c.orders, said.c.working)
    statement = (
        select(key, func.count(), *(func.count(case((flag, 1))) for flag in (*flags, *answers)))
        .select_from(Enrolment)
        .join(Enrolment.group)
        .join(Group.course)
        .join(Enrolment.trainee)
        .join(Trainee.place)
        .outerjoin(held, held.c.group_id == Enrolment.group_id)
        .outerjoin(there, there.c.enrolment_id == Enrolment.id)
        .outerjoin(said, said.c.enrolment_id == Enrolment.id)
        .where(Enrolment.state == EnrolmentState.ENROLLED, Group.state != GroupState.CANCELLED)
        .group_by(key)
        .order_by(func.count().desc(), key)
    )
    return statement if term_id is None else statement.where(Group.term_id == term_id)


def _held() -> Subquery:
    return (
        select(Lesson.group_id, func.count().label("held"))
        .where(Lesson.state == LessonState.HELD, ~Lesson.makes_up)
        .group_by(Lesson.group_id)
        .subquery()
    )


def _there() -> Subquery:
    excused = and_(Attendance.mark.in_(NOT_ASKED_FOR), ~Lesson.makes_up)
    return (
        select(
            Attendance.enrolment_id,
            func.count(case((Attendance.mark.in_(WAS_THERE), 1))).label("there"),
            func.count(case((excused, 1))).label("excused"),
        )
        .join(Lesson, Lesson.id == Attendance.lesson_id)
        .where(Lesson.state == LessonState.HELD)
        .group_by(Attendance.enrolment_id)
        .subquery()
    )


def _said() -> Subquery:
    """What each has said at least once."""
    return (
        select(
            FollowUp.enrolment_id,
            func.bool_or(FollowUp.answered_at.is_not(None)).label("answered"),
            func.bool_or(FollowUp.licence).label("licence"),
            func.bool_or(FollowUp.cooperative).label("cooperative"),
            func.bool_or(FollowUp.orders).label("orders"),
            func.bool_or(FollowUp.work != Work.NONE).label("working"),
        )
        .group_by(FollowUp.enrolment_id)
        .subquery()
    )


def _passed() -> ColumnElement[bool]:
    later = select(Result.corrects_id).where(Result.corrects_id.is_not(None))
    return exists().where(
        Result.enrolment_id == Enrolment.id, Result.passed, Result.attended, Result.id.not_in(later)
    )


def _certified() -> ColumnElement[bool]:
    revoked = exists().where(Revocation.certificate_id == Certificate.id)
    return exists().where(Certificate.enrolment_id == Enrolment.id, ~revoked)


def _names(by: By) -> dict[Any, str]:
    if by is By.SEX:
        return {sex: str(SEXES[sex]) for sex in Sex}
    table: Any = Craft if by is By.CRAFT else Place
    found = db.session.execute(select(table.id, table.names))
    return {id_: str(local_text(names)) for id_, names in found}
