"""What roles are called."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from marketplace.accounts.permissions import Role

ROLE_NAMES: Mapping[Role, object] = {
    Role.BUYER: _("Buyer"),
    Role.ARTISAN: _("Artisan"),
    Role.REVIEWER: _("Reviewer"),
    Role.SALES: _("Sales"),
    Role.SHIPPING: _("Shipping"),
    Role.TREASURER: _("Treasurer"),
    Role.MANAGER: _("Manager"),
    Role.PARDIS_STAFF: _("Pardis coordinator"),
    Role.TRAINER: _("Trainer"),
    Role.STOREKEEPER: _("Pardis storekeeper"),
    Role.WORKSHOP_LEAD: _("Pardis workshop lead"),
    Role.CASHIER: _("Pardis cashier"),
    Role.PARDIS_MANAGER: _("Pardis manager"),
    Role.PROGRAMME_OFFICER: _("Programme officer"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}


def role_name(role: Role) -> str:
    return str(ROLE_NAMES[role])
