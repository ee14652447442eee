"""Views and files, for those whose they are."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from marketplace.accounts.models import User
from marketplace.accounts.permissions import (
    CENTRE_ROLES,
    COOPERATIVE_ROLES,
    Role,
)
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.desk.models import SavedView, TableFile

MOST_VIEWS = 40
FILES_SHOWN = 50
Share = tuple[Role, int | None]


def views_of(user: User, sheet: str) -> Sequence[SavedView]:
    """Her own of a table, and those that are shared with a role she holds, by name."""
    return db.session.scalars(
        select(SavedView)
        .where(SavedView.sheet == sheet, _hers(user))
        .order_by(SavedView.name, SavedView.id)
        .limit(MOST_VIEWS)
    ).all()


def own_view(user: User, view_id: int) -> SavedView:
    found = db.session.scalar(
        select(SavedView).where(SavedView.id == view_id, SavedView.user_id == user.id)
    )
    if found is None:
        raise NotFound
    return found


def shares_of(user: User) -> list[Share]:
    """The roles with which she may share a view, and where: those she holds; a manager all of her
    house."""
    found: set[Share] = set()
    for grant in user.grants:
        found.add((grant.role, grant.scope_id))
        if grant.role is Role.MANAGER:
            found |= {(role, grant.scope_id) for role in COOPERATIVE_ROLES}
        if grant.role is Role.PARDIS_MANAGER:
            found |= {(role, None) for role in CENTRE_ROLES}
    return sorted(found, key=lambda share: (list(Role).index(share[0]), share[1] or 0))


def files_of(user: User) -> Sequence[TableFile]:
    """What she asked for and is still kept, the latest first."""
    return db.session.scalars(
        select(TableFile)
        .where(TableFile.user_id == user.id)
        .order_by(TableFile.id.desc())
        .limit(FILES_SHOWN)
    ).all()


def file_of(user: User, file_id: int) -> TableFile:
    found = db.session.scalar(
        select(TableFile).where(TableFile.id == file_id, TableFile.user_id == user.id)
    )
    if found is None:
        raise NotFound
    return found


def _hers(user: User) -> ColumnElement[bool]:
    held = [
        and_(
            SavedView.role == grant.role,
            SavedView.scope_id.is_not_distinct_from(grant.scope_id),
        )
        for grant in user.grants
    ]
    return or_(SavedView.user_id == user.id, *held)
