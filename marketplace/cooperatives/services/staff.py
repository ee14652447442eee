"""Who does what within one cooperative."""

from flask_babel import gettext as _

from marketplace.accounts import queries as people
from marketplace.accounts import services as accounts
from marketplace.accounts.models import User
from marketplace.accounts.permissions import COOPERATIVE_ROLES, Role
from marketplace.cooperatives import queries
from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Forbidden, Invalid


def appoint(cooperative: Cooperative, email: str, role: Role, *, by: User) -> User:
    """Give somebody who has signed up a role here. Nobody changes her own."""
    person = people.user_by_email(email)
    if person is None or person.disabled_at or not person.email_confirmed_at:
        raise Invalid(
            _("Nobody has signed up with this address. Ask her to make an account first."), "email"
        )
    _guard(person, role, by)
    queries.locked_cooperative(cooperative.id)
    db.session.refresh(person)
    accounts.grant(person, role, cooperative.id, by)
    return person


def dismiss(cooperative: Cooperative, user_id: int, role: Role, *, by: User) -> User:
    """Take a role here away again."""
    person = next((p for p in queries.staff_of(cooperative.id) if p.id == user_id), None)
    if person is None:
        raise Conflict(_("This person holds no role here any more."))
    _guard(person, role, by)
    accounts.revoke(person, role, cooperative.id, by)
    return person


def _guard(person: User, role: Role, by: User) -> None:
    if person.id == by.id:
        raise Forbidden(_("Nobody gives or takes her own roles. Ask another manager."))
    if role not in COOPERATIVE_ROLES:
        raise Forbidden(_("This role is not given by cooperatives."))
