"""What staff find in their sidebar: each entry for those who may go there."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _

from marketplace.accounts.access import visitor
from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission

P = Permission


@dataclass(frozen=True)
class Place:
    """A page of the office, and who may enter it."""

    endpoint: str
    label: object
    icon: str
    permission: P


@dataclass(frozen=True)
class Entry:
    url: str
    label: str
    icon: str
    current: bool


PLACES: Sequence[tuple[object, Sequence[Place]]] = (
    (
        "",
        (
            Place("office.dashboard", _("Today"), "home", P.OFFICE_ENTER),
            Place("admin.home", _("Administration"), "grid", P.ADMIN_ENTER),
        ),
    ),
    (
        _("Shop"),
        (
            Place("review.queue", _("Pieces to review"), "eye", P.PRODUCT_READ),
            Place("for_members.home", _("For members"), "camera", P.PRODUCT_WRITE_FOR_MEMBER),
            Place("codes.index", _("Customs codes"), "search", P.HS_CODE_CONFIRM),
            Place("office_orders.board", _("Orders"), "box", P.ORDER_READ),
            Place("stock.items", _("Stock"), "barcode", P.STOCK_READ),
        ),
    ),
    (
        _("Money"),
        (
            Place("transfers.index", _("Transfers"), "bank", P.PAYMENT_READ),
            Place("card_money.index", _("Card money"), "card", P.PAYMENT_RECORD),
            Place("payouts.index", _("Payouts"), "wallet", P.PAYOUT_READ),
            Place("ledger.index", _("Ledger"), "scale", P.LEDGER_READ),
        ),
    ),
    (
        _("Cooperative"),
        (
            Place("members.index", _("Makers"), "users", P.MEMBER_READ),
            Place("cooperative.settings", _("Settings"), "edit", P.COOPERATIVE_MANAGE),
            Place("cooperative.accounts", _("Bank accounts"), "bank", P.COOPERATIVE_MANAGE),
            Place("cooperative.terms", _("Commission"), "scale", P.COOPERATIVE_MANAGE),
            Place("cooperative.staff", _("Staff"), "user", P.COOPERATIVE_MANAGE),
            Place("rules.index", _("Rules of the world"), "doc", P.RULES_READ),
        ),
    ),
    (
        _("Training"),
        (
            Place("training.groups", _("Courses"), "calendar", P.PARDIS_ENTER),
            Place("courses.index", _("What is taught"), "list", P.TRAINING_READ),
            Place("rooms.index", _("Rooms"), "home", P.TRAINING_READ),
        ),
    ),
    (
        _("Keeping and selling"),
        (
            Place("consignment.index", _("Consigned pieces"), "box", P.CONSIGNMENT_READ),
            Place("settlements.index", _("Settlements"), "wallet", P.CONSIGNMENT_READ),
        ),
    ),
    (
        _("Administration"),
        (
            Place("admin.users", _("People and roles"), "users", P.USER_READ),
            Place("admin_cooperatives.index", _("Cooperatives"), "home", P.COOPERATIVE_ADMIN),
            Place("gates.cards", _("Card payments"), "card", P.GATE_READ),
            Place("admin.audit", _("Audit trail"), "list", P.AUDIT_READ),
            Place("admin.mails", _("Mails"), "chat", P.AUDIT_READ),
        ),
    ),
)


LIE_UNDER = {"office_papers": "office_orders.board", "office_parcels": "office_orders.board"}
"""Pages whose address does not say under which entry they lie, by blueprint."""


def navigation() -> list[tuple[str, list[Entry]]]:
    """The headings and entries for whoever asks; only pages that this installation has."""
    user = visitor()
    if user is None:
        return []
    found = [(heading, _open_to(user, places)) for heading, places in PLACES]
    here = _nearest([url for _heading, places in found for url, _place in places])
    return [
        (str(heading), [Entry(url, str(p.label), p.icon, url == here) for url, p in places])
        for heading, places in found
        if places
    ]


def _open_to(user: User, places: Sequence[Place]) -> list[tuple[str, Place]]:
    return [
        (url_for(place.endpoint), place)
        for place in places
        if place.endpoint in current_app.view_functions and user.may(place.permission)
    ]


def _nearest(urls: Sequence[str]) -> str:
    """The entry that this page is, or lies under."""
    above = LIE_UNDER.get(request.blueprint or "")
    path = (url_for(above) if above else request.path).rstrip("/") + "/"
    over = [url for url in urls if path.startswith(url.rstrip("/") + "/")]
    return max(over, key=len, default="")
