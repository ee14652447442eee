"""Makers and the cooperatives they belong to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.accounts.models import Scope, User
from marketplace.cooperatives.errors import NoSuchArtisan
from marketplace.cooperatives.models import Artisan, Membership
from marketplace.core.clock import today
from marketplace.core.db import db

PAGE = 50
Member = Membership
"""A membership with its artisan, her place and the cooperative loaded."""


@dataclass(frozen=True)
class MemberPage:
    """One page of members, and how many there are."""

    rows: Sequence[Membership]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def artisan_of(user: User) -> Artisan:
    """The maker this person is; NotFound for people who are none."""
    found = artisan_or_none(user)
    if found is None:
        raise NoSuchArtisan(_("There is no maker with this account."))
    return found


def locked_artisan(artisan_id: int) -> Artisan:
    """The maker as she stands now, held until the transaction ends; her memberships wait for it."""
    return db.session.scalars(
        select(Artisan)
        .where(Artisan.id == artisan_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def locked_artisan_or_none(user: User) -> Artisan | None:
    """The maker of this account, with the account held as it stands now, so that nobody
    makes a second one of her."""
    db.session.refresh(user, with_for_update={"of": User})
    return artisan_or_none(user)


def artisan_or_none(user: User) -> Artisan | None:
    return db.session.scalar(
        select(Artisan).where(Artisan.user_id == user.id).options(joinedload(Artisan.place))
    )


def current_membership(artisan: Artisan, on: date | None = None) -> Membership | None:
    """Where she is a member on the day (today)."""
    return db.session.scalar(
        select(Membership)
        .where(Membership.artisan_id == artisan.id, _holds(on or today()))
        .options(joinedload(Membership.cooperative))
    )


def members_of(scope: Scope, on: date | None = None) -> Sequence[Membership]:
    """All current members of the cooperatives in the scope."""
    return db.session.scalars(
        _members(scope)
        .where(_holds(on or today()))
        .order_by(Artisan.names["en"].astext, Artisan.id)
    ).all()


def members_page(scope: Scope, text: str = "", number: int = 1) -> MemberPage:
    """The members and former members whose name or number holds the text, current ones first."""
    total = count_of_members(scope, text)
    ordered = _in_order(_holding(scope, text))
    rows = db.session.scalars(ordered.limit(PAGE).offset((number - 1) * PAGE)).all()
    return MemberPage(rows, number, total)


def count_of_members(scope: Scope, text: str) -> int:
    chosen = _holding(scope, text).subquery()
    return db.session.scalar(select(func.count()).select_from(chosen)) or 0


def all_members(scope: Scope, text: str) -> Iterator[Membership]:
    """The same as the pages show, in their order, read piece by piece."""
    ordered = _in_order(_holding(scope, text))
    yield from db.session.scalars(ordered.execution_options(yield_per=500))


def _holding(scope: Scope, text: str) -> Select[Membership]:
    chosen = _members(scope)
    if not text:
        return chosen
    like = f"%{_escaped(text)}%"
    return chosen.where(
        or_(
            *(Artisan.names[lang].astext.ilike(like) for lang in ("en", "fa")),
            Membership.member_number.ilike(like),
        )
    )


def _in_order(chosen: Select[Membership]) -> Select[Membership]:
    return chosen.order_by(
        Membership.ends_on.is_not(None), Artisan.names["en"].astext, Membership.id
    )


def artisan_in(scope: Scope, artisan_id: int) -> Artisan:
    """The maker, if she is or was a member of a cooperative in the scope."""
    found = db.session.scalar(
        select(Artisan)
        .where(
            Artisan.id == artisan_id,
            Artisan.id.in_(
                select(Membership.artisan_id).where(scope.clause(Membership.cooperative_id))
            ),
        )
        .options(joinedload(Artisan.place), joinedload(Artisan.user), joinedload(Artisan.portrait))
    )
    if found is None:
        raise NoSuchArtisan(_("There is no such member."))
    return found


def membership_in(scope: Scope, artisan_id: int) -> Membership:
    """Her newest membership within the scope."""
    found = db.session.scalar(
        _members(scope)
        .where(Membership.artisan_id == artisan_id)
        .order_by(Membership.starts_on.desc(), Membership.id.desc())
        .limit(1)
    )
    if found is None:
        raise NoSuchArtisan(_("There is no such member."))
    return found


def _members(scope: Scope) -> Select[Membership]:
    return (
        select(Membership)
        .join(Membership.artisan)
        .where(scope.clause(Membership.cooperative_id))
        .options(
            contains_eager(Membership.artisan).joinedload(Artisan.place),
            joinedload(Membership.cooperative),
        )
    )


def _holds(day: date) -> ColumnElement[bool]:
    return (Membership.starts_on <= day) & (
        Membership.ends_on.is_(None) | (Membership.ends_on > day)
    )


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
