"""Making accounts, and giving and taking roles."""

from sqlalchemy import func, select

from marketplace.accounts import audit
from marketplace.accounts.errors import AddressTaken
from marketplace.accounts.models import Calendar, RoleGrant, User
from marketplace.accounts.passwords import hashed
from marketplace.accounts.permissions import COOPERATIVE_ROLES, Role
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid


def create_user(email: str, name: str, password: str | None, locale: str) -> User:
    """A new account, its address not yet confirmed. Raises AddressTaken."""
    email = email.strip().lower()
    if db.session.scalar(select(func.count()).where(User.email == email)):
        raise AddressTaken
    calendar = Calendar.JALALI if locale == "fa" else Calendar.GREGORIAN
    user = User(email=email, name=name, locale=locale, calendar=calendar)
    user.password_hash = hashed(password) if password else None
    db.session.add(user)
    db.session.flush()
    return user


def grant(user: User, role: Role, scope_id: int | None, by: User | None) -> None:
    """Give a role, within one cooperative if it is a cooperative's role. Giving it twice is once."""
    if (role in COOPERATIVE_ROLES) != (scope_id is not None):
        raise Invalid(field="scope_id")
    if any(g.role is role and g.scope_id == scope_id for g in user.grants):
        return
    user.grants.append(RoleGrant(role=role, scope_id=scope_id, granted_by_id=by.id if by else None))
    audit.record(by, "role.granted", user, after={"role": role.value}, scope_id=scope_id)


def revoke(user: User, role: Role, scope_id: int | None, by: User | None) -> None:
    """Take a role away. Raises Conflict where she would take her own administrator's role."""
    found = [g for g in user.grants if g.role is role and g.scope_id == scope_id]
    if not found:
        return
    if role is Role.ADMINISTRATOR and by is not None and by.id == user.id:
        raise Conflict
    user.grants.remove(found[0])
    audit.record(by, "role.revoked", user, before={"role": role.value}, scope_id=scope_id)
