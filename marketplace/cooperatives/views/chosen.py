"""Which of her cooperatives somebody works in on this page."""

from collections.abc import Sequence

from flask_babel import gettext as _

from marketplace.accounts.access import my_scope
from marketplace.accounts.permissions import Permission
from marketplace.cooperatives import queries
from marketplace.cooperatives.errors import NoSuchCooperative
from marketplace.cooperatives.forms.members import named
from marketplace.cooperatives.models import Cooperative
from marketplace.localisation.languages import language


def chosen(permission: Permission, cooperative_id: int | None) -> Cooperative:
    """The one the address names, else the first in which she may do this."""
    scope = my_scope(permission)
    if cooperative_id is not None:
        return queries.cooperative_in(scope, cooperative_id)
    found = queries.cooperatives_in(scope)
    if not found:
        raise NoSuchCooperative(_("There is no such cooperative."))
    return found[0]


def mine(permission: Permission) -> Sequence[Cooperative]:
    return queries.cooperatives_in(my_scope(permission))


def choices(permission: Permission) -> list[tuple[int, str]]:
    """Hers by id and name, for a select."""
    return named(mine(permission), language())
