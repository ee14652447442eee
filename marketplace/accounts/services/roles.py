"""Giving and taking roles, closing and opening accounts. Every act leaves its trace."""

from flask_babel import gettext as _

from marketplace.accounts import audit, queries, sessions
from marketplace.accounts.models import RoleGrant, User
from marketplace.accounts.permissions import COOPERATIVE_ROLES, Role
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid


def grant(user: User, role: Role, scope_id: int | None, by: User | None) -> None:
    """Give a role, within one cooperative if it is a cooperative's role. Giving it twice is once."""
    if role is Role.BUYER:
        raise Invalid(_("Everybody may buy; this needs no role."), "role")
    if role in COOPERATIVE_ROLES and scope_id is None:
        raise Invalid(_("Choose the cooperative in which this role holds."), "scope")
    if role not in COOPERATIVE_ROLES and scope_id is not None:
        raise Invalid(_("This role holds in no single cooperative; leave it empty."), "scope")
    queries.lock_user(user.id)
    if any(g.role is role and g.scope_id == scope_id for g in user.grants):
        return
    user.grants.append(RoleGrant(role=role, scope_id=scope_id, granted_by_id=by.id if by else None))
    audit.record(by, "role.granted", user, after={"role": role.value}, scope_id=scope_id)


def revoke(user: User, role: Role, scope_id: int | None, by: User | None) -> None:
    """Take a role away. Raises Conflict where nobody would be left to administer."""
    if role is Role.ADMINISTRATOR:
        _keep_an_administrator(user)
    queries.lock_user(user.id)
    found = [g for g in user.grants if g.role is role and g.scope_id == scope_id]
    if not found:
        return
    user.grants.remove(found[0])
    audit.record(by, "role.revoked", user, before={"role": role.value}, scope_id=scope_id)


def disable(user: User, by: User) -> None:
    """Close the account: no sign-in any more, and out everywhere at once."""
    if user.id == by.id:
        raise Conflict(_("You cannot close your own account. Ask another administrator."))
    if Role.ADMINISTRATOR in user.roles:
        _keep_an_administrator(user)
    if user.disabled_at:
        return
    user.disabled_at = now()
    sessions.close_all_sessions(user)
    audit.record(by, "user.disabled", user, before={"state": "open"}, after={"state": "closed"})


def enable(user: User, by: User) -> None:
    if user.erased_at:
        raise Conflict(_("This person wished to be forgotten; nothing is left to open."))
    if not user.disabled_at:
        return
    user.disabled_at = None
    audit.record(by, "user.enabled", user, before={"state": "closed"}, after={"state": "open"})


def _keep_an_administrator(leaving: User) -> None:
    """The rows are locked, so that two who leave at once cannot both rely on the other."""
    left = [u for u in queries.locked_administrators() if u.id != leaving.id and u.is_active]
    if not left:
        raise Conflict(_("This is the last administrator. Name another one first."))
    db.session.refresh(leaving)
