"""Zones of the rate tables in words."""

from flask_babel import lazy_gettext as _

ZONES = {
    "neighbours": _("Neighbouring countries"),
    "europe": _("Europe"),
    "asia": _("Asia"),
    "far": _("The rest of the world"),
}


def zone_name(zone: str) -> str:
    """The name of a zone; its code where nobody has named it."""
    return str(ZONES.get(zone, zone))
