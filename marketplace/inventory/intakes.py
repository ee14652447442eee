"""Stock out of a spreadsheet: so many pieces lie there; what differs from the book is booked."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from marketplace.accounts.models import Scope
from marketplace.accounts.permissions import Permission
from marketplace.core.digits import to_latin
from marketplace.desk.intakes import cells
from marketplace.desk.intakes.kinds import Cell, Kind, Order, Plan, Row, Step
from marketplace.inventory import queries, services
from marketplace.inventory.models import Condition, Location, MovementKind, PlaceKind
from marketplace.inventory.services.movements import Cause
from marketplace.localisation.languages import language

CONDITIONS = {
    "for sale": Condition.SELLABLE,
    "on show": Condition.DISPLAY,
    "to be inspected": Condition.INSPECT,
    "damaged": Condition.DAMAGED,
    "برای فروش": Condition.SELLABLE,
    "به نمایش": Condition.DISPLAY,
    "برای بازبینی": Condition.INSPECT,
    "آسیب‌دیده": Condition.DAMAGED,
}
Known = dict[tuple[int, int, Condition], tuple[int, int]]
"""Pieces on hand and held, by variant, place and condition; of what belongs to its usual owner."""


def _plan(order: Order, rows: Sequence[Row], plan: Plan) -> None:
    scope = order.by.scope(Permission.STOCK_WRITE)
    places = _places(scope)
    variants = queries.variants_with([row.values["sku"] for row in rows if row.values["sku"]])
    found = []
    for row in rows:
        place, sku = places.get(row.values["place"]), row.values["sku"]
        variant = variants.get(sku)
        if row.values["place"] and (place is None or place.kind is PlaceKind.TRANSIT):
            words = gettext("You keep no place with this code.")
            plan.refuse(row.number, STOCK.head("place", language()), words)
        elif place and sku and not (variant and queries.can_lie_at(variant, place)):
            words = gettext("No piece of this cooperative has this SKU.")
            plan.refuse(row.number, STOCK.head("sku", language()), words)
        elif place and variant and row.whole:
            found.append((row, variant.id, place))
    known = queries.usual_pieces(
        [(variant_id, place) for _row, variant_id, place in found], lock=order.lock
    )
    for row, variant_id, place in found:
        plan.steps += _steps(order, row, variant_id, place, known, plan)


def _places(scope: Scope) -> dict[str, Location]:
    """By their codes; a code that several houses of hers use names none of them."""
    found = queries.locations_in(scope)
    codes = Counter(place.code.upper() for place in found)
    return {place.code.upper(): place for place in found if codes[place.code.upper()] == 1}


def _steps(
    order: Order, row: Row, variant_id: int, place: Location, known: Known, plan: Plan
) -> list[Step]:
    there = (variant_id, place.id, row.values["condition"])
    now, held = known.get(there, (0, 0))
    wanted, name = row.values["quantity"], f"{row.values['sku']}, {place.code}"
    if wanted < held:
        words = gettext("Orders hold %(n)s of them.", n=held)
        plan.refuse(row.number, STOCK.head("quantity", language()), words)
        return []
    if wanted == now:
        return [Step(row.number, "same", name)]
    note = row.values["note"] or gettext("taken in from a list")
    cause = Cause(f"{order.name}:{row.number}", order.by, note)
    verb = "change" if there in known else "add"
    return [Step(row.number, verb, name, partial(_book, there, wanted - now, cause))]


def _book(there: tuple[int, int, Condition], difference: int, cause: Cause) -> None:
    item = services.stock_item(*there)
    if difference > 0:
        services.receive_into(item, difference, cause)
    else:
        services.lock_free(item, -difference)
        services.adjust(item, MovementKind.LOST, -difference, cause)


STOCK = Kind(
    name="stock",
    title=_("Stock"),
    explains=_(
        "How many pieces lie where; what differs from the book is booked."
        " What makers leave at the centre comes by a note and not by a list."
    ),
    permission=Permission.STOCK_WRITE,
    cells=(
        Cell(
            "sku",
            {"en": "SKU", "fa": "شناسه کالا"},
            cells.code(40),
            {"en": "SFD-CHD-0001", "fa": "SFD-CHD-0001"},
            also=("شناسهٔ کالا", "کد کالا"),
        ),
        Cell(
            "place",
            {"en": "Code of the place", "fa": "کد جا"},
            lambda typed: to_latin(typed).upper()[:40],
            {"en": "MAIN", "fa": "MAIN"},
            also=("Place", "جا", "محل"),
        ),
        Cell(
            "quantity",
            {"en": "On hand", "fa": "موجودی"},
            cells.whole(0, 1_000_000),
            {"en": "12", "fa": "۱۲"},
            also=("Quantity", "تعداد"),
        ),
        Cell(
            "condition",
            {"en": "Condition", "fa": "وضعیت"},
            cells.one_of(CONDITIONS),
            {"en": "for sale", "fa": "برای فروش"},
            required=False,
            default=Condition.SELLABLE,
        ),
        Cell(
            "note",
            {"en": "Why", "fa": "علت"},
            cells.text(200),
            {"en": "", "fa": ""},
            required=False,
            also=("Note", "یادداشت"),
        ),
    ),
    natural=("sku", "place", "condition"),
    plan=_plan,
)
