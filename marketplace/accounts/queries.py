"""Finding people."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from marketplace.accounts.models import Passkey, RoleGrant, Session, User
from marketplace.accounts.permissions import Role
from marketplace.accounts.sessions import is_open
from marketplace.core.db import db
from marketplace.core.errors import NotFound

PAGE_SIZE = 30


@dataclass(frozen=True)
class PeoplePage:
    """One page of people, and when each was last seen."""

    people: Sequence[User]
    seen: dict[int, object]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def user(user_id: int) -> User | None:
    return db.session.get(User, user_id)


def person(user_id: int) -> User:
    """Somebody with an account. Raises NotFound."""
    found = db.session.get(User, user_id) if 0 < user_id < 2**31 else None
    if found is None:
        raise NotFound
    return found


def user_by_email(email: str) -> User | None:
    """The account of an address, however it is written."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def people(words: str, role: Role | None, number: int) -> PeoplePage:
    """People whose name or address holds the words, by name."""
    query = select(User)
    if words:
        like = f"%{words.replace('%', '').replace('_', '')}%"
        query = query.where(or_(User.name.ilike(like), User.email.ilike(like)))
    if role:
        query = query.where(User.id.in_(select(RoleGrant.user_id).where(RoleGrant.role == role)))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    number = max(1, min(number, -(-total // PAGE_SIZE) or 1))
    found = db.session.scalars(
        query.order_by(User.name, User.id).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    ).all()
    return PeoplePage(found, _last_seen([u.id for u in found]), number, total)


def places_of(user: User) -> Sequence[Session]:
    """Where she is signed in, the latest first."""
    return db.session.scalars(
        select(Session)
        .where(
            Session.user_id == user.id,
            Session.half.is_(False),
            is_open(),
        )
        .order_by(Session.seen_at.desc())
        .limit(20)
    ).all()


def passkeys_of(user: User) -> Sequence[Passkey]:
    return db.session.scalars(
        select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)
    ).all()


def passkey_of(user: User, passkey_id: int) -> Passkey:
    """One of hers. Raises NotFound."""
    found = db.session.scalar(
        select(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user.id)
    )
    if found is None:
        raise NotFound
    return found


def was_here_before(user: User) -> bool:
    """Whether she has ever signed in."""
    query = select(Session.user_id).where(Session.user_id == user.id, Session.half.is_(False))
    return db.session.scalar(query.limit(1)) is not None


def lock_user(user_id: int) -> None:
    """Nobody else changes her roles until this transaction ends."""
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())


def locked_administrators() -> Sequence[User]:
    """Everybody who holds the administrator's role, in id order, locked."""
    holders = select(RoleGrant.user_id).where(RoleGrant.role == Role.ADMINISTRATOR)
    return db.session.scalars(
        select(User)
        .where(User.id.in_(holders))
        .order_by(User.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _last_seen(ids: Sequence[int]) -> dict[int, object]:
    rows = db.session.execute(
        select(Session.user_id, func.max(Session.seen_at))
        .where(Session.user_id.in_(ids))
        .group_by(Session.user_id)
    )
    return {row[0]: row[1] for row in rows}
