"""Certificates and keys, for those who may see them, and for everybody who has a code."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, Select, exists, func, select, union
from sqlalchemy.orm import aliased, contains_eager, joinedload

from marketplace.accounts.models import User
from marketplace.cooperatives.models import Artisan
from marketplace.core.db import db
from marketplace.core.digits import to_latin
from marketplace.core.errors import NotFound
from marketplace.core.trigrams import stands_in
from marketplace.pardis.credentials.models import (
    SAID,
    Certificate,
    IssuerKey,
    Revocation,
    Standing,
)
from marketplace.pardis.training.models import Course, Enrolment, Group, PassRule, Result, Trainee

T = TypeVar("T")
PAGE = 30
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that is taken for a digit."""
MISREAD = str.maketrans("OILU", "011V", " -")
CODE_LENGTH = 16


@dataclass(frozen=True)
class Page:
    rows: Sequence[Certificate]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / PAGE))


def tidy_code(typed: str) -> str:
    """A code as we keep it, from what somebody read off a paper; empty where it can be none."""
    code = to_latin(typed).upper().translate(MISREAD)
    return code if len(code) == CODE_LENGTH and not set(code) - set(ALPHABET) else ""


def by_code(code: str) -> Certificate:
    return _one(_certificates().where(Certificate.code == tidy_code(code)))


def numbered(number: str, *, lock: bool = False) -> Certificate:
    """For staff. With `lock` it stays as it is until the transaction ends."""
    wanted = _certificates().where(Certificate.number == number)
    return _one(_locked(wanted) if lock else wanted)


def of_person(user: User) -> Sequence[Certificate]:
    """Her own, the newest first."""
    return db.session.scalars(
        _certificates().where(Trainee.user_id == user.id).order_by(Certificate.id.desc())
    ).all()


def hers(user: User, number: str, *, lock: bool = False) -> Certificate:
    """One of her own; a stranger's does not exist."""
    wanted = _certificates().where(Certificate.number == number, Trainee.user_id == user.id)
    return _one(_locked(wanted) if lock else wanted)


def shown_of(user_id: int) -> Sequence[Certificate]:
    """What she wishes to stand on her public page, and what still holds. It reads no table but
    those of certificates, for the page is kept until one of them changes."""
    found = db.session.scalars(
        select(Certificate)
        .where(Certificate.shown_by_id == user_id)
        .order_by(Certificate.id.desc())
    )
    return [one for one in found if one.standing is Standing.VALID]


def shown_of_makers(slugs: Collection[str]) -> dict[str, list[Certificate]]:
    """The same for several makers, by the names of their pages."""
    rows = db.session.execute(
        select(Artisan.slug, Certificate)
        .join(Certificate, Certificate.shown_by_id == Artisan.user_id)
        .where(Artisan.slug.in_(slugs))
        .order_by(Certificate.id.desc())
    ).all()
    shown: dict[str, list[Certificate]] = defaultdict(list)
    for slug, one in rows:
        if one.standing is Standing.VALID:
            shown[slug].append(one)
    return shown


def page(text: str, number: int) -> Page:
    """All of the centre, the newest first; `text` finds by number, code, name or course. Which they
    are is asked first and alone, so that pages far down cost no more."""
    ids = _found(text).order_by(Certificate.id.desc())
    there = ids.limit(PAGE).offset((number - 1) * PAGE)
    found = _certificates().where(Certificate.id.in_(db.session.scalars(there).all()))
    rows = db.session.scalars(found.order_by(Certificate.id.desc())).all()
    return Page(rows, number, count(text))


def count(text: str) -> int:
    return db.session.scalar(_found(text).with_only_columns(func.count(Certificate.id))) or 0


def all_certificates(text: str) -> Iterator[Certificate]:
    """The same as the pages show, read piece by piece."""
    found = _certificates().where(Certificate.id.in_(_found(text)))
    yield from db.session.scalars(
        found.order_by(Certificate.id.desc()).execution_options(yield_per=500)
    )


def _found(text: str) -> Select[int]:
    ids = select(Certificate.id)
    return ids.where(Certificate.id.in_(_speak_of(text))) if text else ids


def _speak_of(text: str) -> CompoundSelect[int]:
    hers = select(Certificate.id).correlate(None)
    courses = select(Course.id).where(Course.code.icontains(text, autoescape=True))
    groups = select(Group.id).where(Group.course_id.in_(courses))
    return union(
        hers.where(Certificate.code == tidy_code(text)),
        hers.where(stands_in(SAID, text)),
        hers.join(Certificate.enrolment).where(Enrolment.group_id.in_(groups)),
    )


def of_enrolments(enrolment_ids: Collection[int]) -> Mapping[int, Certificate]:
    found = db.session.scalars(
        select(Certificate)
        .where(Certificate.enrolment_id.in_(enrolment_ids))
        .order_by(Certificate.id)
    )
    return {one.enrolment_id: one for one in found}


def earned(*columns: Any) -> Select[Any]:
    """Of every result that earns a certificate which was not given out: what is asked for."""
    later = aliased(Result)
    return (
        select(*columns)
        .select_from(Result)
        .where(
            Result.passed,
            Result.attended,
            ~exists().where(later.corrects_id == Result.id),
            ~exists().where(Certificate.enrolment_id == Result.enrolment_id),
        )
    )


def groups_to_certify() -> Sequence[tuple[Group, int]]:
    """Groups in which somebody has earned a certificate and has none yet, and how many; those that
    began first, first."""
    counted = (
        earned(Enrolment.group_id, func.count().label("people"))
        .join(Enrolment, Enrolment.id == Result.enrolment_id)
        .group_by(Enrolment.group_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Group, counted.c.people)
        .join(counted, counted.c.group_id == Group.id)
        .options(joinedload(Group.course))
        .order_by(Group.starts_on, Group.number)
        .limit(PAGE)
    )
    return [(group, people) for group, people in rows]


def issuer_keys() -> Sequence[IssuerKey]:
    """All there ever were, the one that signs first."""
    return db.session.scalars(select(IssuerKey).order_by(IssuerKey.id.desc())).all()


def signing_key(*, lock: bool = False) -> IssuerKey | None:
    wanted = select(IssuerKey).where(IssuerKey.retired_at.is_(None))
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def revoked_between(first: int, last: int) -> Sequence[int]:
    """Ids of revoked certificates in this range."""
    return db.session.scalars(
        select(Revocation.certificate_id)
        .where(Revocation.certificate_id.between(first, last))
        .order_by(Revocation.certificate_id)
    ).all()


def rule(rule_id: int) -> tuple[Course, PassRule]:
    """A rule by which somebody has a certificate, and its course."""
    found = db.session.execute(
        select(Course, PassRule)
        .join(PassRule, PassRule.course_id == Course.id)
        .where(PassRule.id == rule_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    course, by = found
    return course, by


def latin_names(enrolments: Collection[Enrolment]) -> Mapping[int, str]:
    """What makers among them are called in English, by enrolment."""
    users = {one.trainee.user_id: one.id for one in enrolments if one.trainee.user_id}
    found = db.session.execute(
        select(Artisan.user_id, Artisan.names).where(Artisan.user_id.in_(users))
    ).all()
    return {users[user_id]: names.get("en", "") for user_id, names in found if user_id}


def _certificates() -> Select[Certificate]:
    return _joined(select(Certificate)).options(
        contains_eager(Certificate.enrolment).options(
            contains_eager(Enrolment.trainee),
            contains_eager(Enrolment.group).contains_eager(Group.course),
        ),
        joinedload(Certificate.result),
    )


def _joined(wanted: Select[T]) -> Select[T]:
    return (
        wanted.join(Certificate.enrolment)
        .join(Enrolment.trainee)
        .join(Enrolment.group)
        .join(Group.course)
    )


def _locked(wanted: Select[Certificate]) -> Select[Certificate]:
    """Held, and then read: what is read together with a lock that was waited for may be older."""
    number = wanted.with_only_columns(Certificate.id).with_for_update(of=Certificate)
    db.session.scalar(number)
    return wanted.execution_options(populate_existing=True)


def _one(statement: Select[Certificate]) -> Certificate:
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found
