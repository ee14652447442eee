"""Everybody who learns, or waits to, over all groups."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager

from marketplace.core.db import db
from marketplace.pardis.training.models import (
    Course,
    Enrolment,
    EnrolmentState,
    Group,
    Trainee,
)

PAGE = 50


@dataclass(frozen=True)
class PeopleSearch:
    """What somebody looks for; an empty field narrows nothing."""

    text: str = ""
    term_id: int | None = None
    state: EnrolmentState | None = None


@dataclass(frozen=True)
class PeoplePage:
    rows: Sequence[Enrolment]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def people_page(search: PeopleSearch, number: int) -> PeoplePage:
    """The newest enrolments first. Which they are is asked first and alone, so that pages far down
    cost no more."""
    total = count_of_people(search)
    number = max(1, min(number, -(-total // PAGE) or 1))
    ids = db.session.scalars(
        _matching(select(Enrolment.id), search)
        .order_by(Enrolment.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    rows = db.session.scalars(
        _with_all(select(Enrolment).where(Enrolment.id.in_(ids))).order_by(Enrolment.id.desc())
    ).all()
    return PeoplePage(rows, number, total)


def count_of_people(search: PeopleSearch) -> int:
    return db.session.scalar(_matching(select(func.count(Enrolment.id)), search)) or 0


def all_people(search: PeopleSearch) -> Iterator[Enrolment]:
    """The same as the pages show, read piece by piece."""
    inner = _matching(select(Enrolment.id), search)
    yield from db.session.scalars(
        _with_all(select(Enrolment).where(Enrolment.id.in_(inner)))
        .order_by(Enrolment.id.desc())
        .execution_options(yield_per=500)
    )


def of_groups(group_ids: Collection[int]) -> Sequence[Enrolment]:
    """Everybody who is or was in one of these groups; who is in it still comes last."""
    return db.session.scalars(
        select(Enrolment)
        .join(Enrolment.trainee)
        .where(Enrolment.group_id.in_(group_ids))
        .options(contains_eager(Enrolment.trainee))
        .order_by(Enrolment.state != EnrolmentState.WITHDRAWN, Enrolment.id)
    ).all()


def _matching(query: Select[int], search: PeopleSearch) -> Select[int]:
    query = query.select_from(Enrolment)
    if search.state:
        query = query.where(Enrolment.state == search.state)
    if search.term_id or search.text:
        query = query.join(Enrolment.group)
    if search.term_id:
        query = query.where(Group.term_id == search.term_id)
    if search.text:
        query = query.join(Enrolment.trainee).join(Group.course).where(_holds(search.text))
    return query


def _holds(text: str) -> ColumnElement[bool]:
    names = [Course.names[lang].astext for lang in ("en", "fa")]
    parts = (Trainee.name, Group.number, Course.code, *names)
    return or_(*(part.icontains(text, autoescape=True) for part in parts))


def _with_all(query: Select[Enrolment]) -> Select[Enrolment]:
    return (
        query.join(Enrolment.trainee)
        .join(Trainee.place)
        .join(Enrolment.group)
        .join(Group.course)
        .join(Group.term)
        .options(
            contains_eager(Enrolment.trainee).contains_eager(Trainee.place),
            contains_eager(Enrolment.group).options(
                contains_eager(Group.course), contains_eager(Group.term)
            ),
        )
    )
