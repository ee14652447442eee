"""What staff find in their sidebar: each entry for those who may go there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from marketplace.accounts.access import visitor
from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.admin.queries import names_in
from marketplace.desk.tables import all_tables
from marketplace.desk.waiting import Waiting, waiting_on
from marketplace.localisation.formats import format_number
from marketplace.localisation.languages import local_text

P = Permission


@dataclass(frozen=True)
class Place:
    """A page of the office, and who may enter it. With a `key` it opens by G and that letter, by
    where the letter lies on a Latin keyboard; no two places have the same."""

    endpoint: str
    label: object
    icon: str
    permission: P
    key: str = ""


@dataclass(frozen=True)
class Entry:
    url: str
    label: str
    icon: str
    current: bool
    waits: int
    key: str


PLACES: Sequence[tuple[object, Sequence[Place]]] = (
    (
        "",
        (
            Place("office.dashboard", _("Today"), "home", P.OFFICE_ENTER, "d"),
            Place("admin.home", _("Administration"), "grid", P.ADMIN_ENTER, "a"),
        ),
    ),
    (
        _("Shop"),
        (
            Place("review.queue", _("Pieces to review"), "eye", P.PRODUCT_READ, "r"),
            Place("for_members.home", _("For members"), "camera", P.PRODUCT_WRITE_FOR_MEMBER),
            Place("codes.index", _("Customs codes"), "search", P.HS_CODE_CONFIRM),
            Place("office_orders.board", _("Orders"), "box", P.ORDER_READ, "o"),
            Place("stock.items", _("Stock"), "barcode", P.STOCK_READ, "s"),
        ),
    ),
    (
        _("Money"),
        (
            Place("transfers.index", _("Transfers"), "bank", P.PAYMENT_READ, "t"),
            Place("card_money.index", _("Card money"), "card", P.PAYMENT_RECORD),
            Place("payouts.index", _("Payouts"), "wallet", P.PAYOUT_READ, "p"),
            Place("ledger.index", _("Ledger"), "scale", P.LEDGER_READ, "l"),
        ),
    ),
    (
        _("Cooperative"),
        (
            Place("members.index", _("Makers"), "users", P.MEMBER_READ, "m"),
            Place("delivery.index", _("Delivery rates"), "ship", P.ORDER_READ),
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
            Place("training.groups", _("Courses"), "calendar", P.PARDIS_ENTER, "c"),
            Place("people.index", _("People in courses"), "users", P.TRAINING_READ, "e"),
            Place("sheets.index", _("Attendance"), "check", P.ATTENDANCE_MARK, "n"),
            Place("assessments.index", _("Assessment"), "check", P.ASSESS, "x"),
            Place("certifying.index", _("Certificates"), "doc", P.TRAINING_READ, "f"),
            Place("courses.index", _("What is taught"), "list", P.TRAINING_READ),
            Place("outcomes.report", _("Outcomes"), "scale", P.TRAINING_READ),
            Place("outcomes.to_call", _("To be asked"), "chat", P.TRAINING_MANAGE),
            Place("kits.index", _("Kits"), "box", P.KIT_HAND, "k"),
            Place("office_fees.index", _("Fees"), "wallet", P.FEE_READ, "i"),
            Place("rooms.index", _("Rooms"), "home", P.TRAINING_READ),
        ),
    ),
    (
        _("Selling"),
        (
            Place("till.index", _("Counter"), "cash", P.TILL_READ),
            Place("exhibitions.index", _("Exhibitions"), "pin", P.TILL_READ),
        ),
    ),
    (
        _("Workshop"),
        (
            Place("workshop.board", _("Work orders"), "list", P.PRODUCTION_READ, "w"),
            Place("materials.index", _("Raw materials"), "box", P.PRODUCTION_READ, "j"),
            Place("bills.bills", _("Bills of materials"), "doc", P.PRODUCTION_READ),
            Place("capacity.index", _("Working time"), "clock", P.PRODUCTION_READ),
            Place("wages.index", _("Wages"), "wallet", P.WAGES_READ, "g"),
        ),
    ),
    (
        _("Keeping and selling"),
        (
            Place("consignment.index", _("Consigned pieces"), "box", P.CONSIGNMENT_READ, "b"),
            Place("settlements.index", _("Settlements"), "wallet", P.CONSIGNMENT_READ, "v"),
        ),
    ),
    (
        _("Administration"),
        (
            Place("admin.users", _("People and roles"), "users", P.USER_READ, "u"),
            Place("admin_cooperatives.index", _("Cooperatives"), "home", P.COOPERATIVE_ADMIN),
            Place("gates.cards", _("Card payments"), "card", P.GATE_READ),
            Place("admin.audit", _("Audit trail"), "list", P.AUDIT_READ, "h"),
            Place("admin.mails", _("Mails"), "chat", P.AUDIT_READ, "q"),
        ),
    ),
)


LIE_UNDER = {"office_papers": "office_orders.board", "office_parcels": "office_orders.board"}
"""Pages whose address does not say under which entry they lie, by blueprint."""


COUNTED_AT = {"office_checks.index": "office_orders.board"}
"""Where work that has no entry of its own is counted."""


@dataclass(frozen=True)
class Sidebar:
    """The house somebody works in, empty where that is not one cooperative or a few; and the
    headings with their entries."""

    house: str
    headings: Sequence[tuple[str, Sequence[Entry]]]


def sidebar(counted: Sequence[Waiting] | None = None) -> Sidebar:
    """For whoever asks: only pages that this installation has, each with what waits there on her.
    `counted` spares the counting where the page has done it already."""
    user = visitor()
    if user is None:
        return Sidebar("", [])
    found = [(heading, _open_to(user, places)) for heading, places in PLACES]
    here = _nearest([url for _heading, places in found for url, _place in places])
    waits: Counter[str] = Counter()
    for each in waiting_on(user) if counted is None else counted:
        waits[COUNTED_AT.get(each.endpoint, each.endpoint)] += each.count
    headings = [
        (
            str(heading),
            [
                Entry(url, str(p.label), p.icon, url == here, waits[p.endpoint], p.key)
                for url, p in places
            ],
        )
        for heading, places in found
        if places
    ]
    return Sidebar(_house(user), headings)


def _house(user: User) -> str:
    scope = user.scope(P.OFFICE_ENTER)
    if scope.everywhere or not scope.ids:
        return ""
    names = [str(local_text(each)) for each in names_in(scope)]
    if len(names) > 1:
        more = format_number(len(names) - 1)
        return str(gettext("%(name)s and %(count)s more", name=names[0], count=more))
    return "".join(names)


def _open_to(user: User, places: Sequence[Place]) -> list[tuple[str, Place]]:
    return [
        (url_for(place.endpoint), place)
        for place in places
        if place.endpoint in current_app.view_functions and user.may(place.permission)
    ]


def _nearest(urls: Sequence[str]) -> str:
    """The entry that this page is, or lies under."""
    above = LIE_UNDER.get(request.blueprint or "") or _table_here()
    path = (url_for(above) if above else request.path).rstrip("/") + "/"
    over = [url for url in urls if path.startswith(url.rstrip("/") + "/")]
    return max(over, key=len, default="")


def _table_here() -> str:
    """The list that a page of the desk speaks of, where it speaks of one."""
    table = all_tables().get((request.view_args or {}).get("sheet", ""))
    return table.endpoint if table else ""
