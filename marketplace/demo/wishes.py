"""What the made-up buyers ordered, and how far each order has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Stage(IntEnum):
    """How far it has come; each stage has all before it behind it. Only what goes to a place under
    review is held."""

    HELD = 0
    PROPOSED = 1
    PLACED = 2
    PART_PAID = 3
    PAID = 4
    CONFIRMED = 5
    PACKED = 6
    PARTLY_SHIPPED = 7
    SHIPPED = 8
    DELIVERED = 9


@dataclass(frozen=True)
class Wish:
    """`pieces` is quantity by SKU of the table; all of one order come from one cooperative."""

    buyer: str
    days_ago: int
    stage: Stage
    pieces: Mapping[str, int]
    service: str = "post"
    cancelled: str = ""
    message: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Home:
    """Where a buyer lives, and which currency she looks in."""

    country: str
    phone: str
    address: Mapping[str, str] = field(default_factory=dict)
    currency: str = "EUR"


def _home(country: str, phone: str, currency: str, **address: str) -> Home:
    return Home(country, phone, address, currency)


HOMES = {
    "buyer@kotam.example": _home(
        "DE",
        "+49405550142",
        "EUR",
        name="Anna Lindner",
        street_address="Marktstraße 18",
        city="Hamburg",
        postal_code="20357",
    ),
    "pierre@kotam.example": _home(
        "FR",
        "+33142681200",
        "EUR",
        name="Pierre Marchand",
        street_address="12 rue des Rosiers",
        city="Paris",
        postal_code="75004",
    ),
    "emily@kotam.example": _home(
        "GB",
        "+441212345678",
        "GBP",
        name="Emily Carter",
        street_address="7 Jewel Street",
        city="Birmingham",
        postal_code="B1 1BB",
    ),
    "omar@kotam.example": _home(
        "AE",
        "+97143456789",
        "AED",
        name="Omar Al Suwaidi",
        street_address="Villa 9, Al Wasl Road",
        city="Dubai",
        country_area="Dubai",
    ),
    "aigerim@kotam.example": _home(
        "KZ",
        "+77272501234",
        "KZT",
        name="Aigerim Satybaldy",
        street_address="Abay Avenue 52",
        city="Almaty",
        postal_code="050000",
    ),
    "yuki@kotam.example": _home(
        "JP",
        "+81352531111",
        "JPY",
        name="Yuki Tanaka",
        street_address="2-11-3 Meguro",
        city="Meguro-ku",
        country_area="Tokyo",
        postal_code="153-0063",
    ),
    "niloufar@kotam.example": _home(
        "CA",
        "+14165550123",
        "CAD",
        name="Niloufar Ahmadi",
        street_address="88 Yonge Street",
        city="Toronto",
        country_area="ON",
        postal_code="M5C 1S6",
    ),
}

ANNA, PIERRE, EMILY, OMAR, AIGERIM, YUKI, NILOUFAR = HOMES

WISHES = (
    Wish(ANNA, 96, Stage.DELIVERED, {"GLN-RSD-001": 1, "GLN-RSD-005": 2}, "courier"),
    Wish(EMILY, 90, Stage.DELIVERED, {"GLN-SFL-001": 2}),
    Wish(YUKI, 84, Stage.DELIVERED, {"GLN-CHS-002": 1, "GLN-CHS-005": 2}, "courier"),
    Wish(PIERRE, 78, Stage.DELIVERED, {"GLN-HSR-001": 3}),
    Wish(AIGERIM, 71, Stage.DELIVERED, {"GLN-NMD-001": 1, "GLN-JRB-001": 2}),
    Wish(OMAR, 60, Stage.DELIVERED, {"GLN-RSD-007": 1}, "courier"),
    Wish(NILOUFAR, 52, Stage.DELIVERED, {"GLN-JRB-002": 3, "GLN-SHL-001": 1}, "courier"),
    Wish(ANNA, 40, Stage.DELIVERED, {"GLN-RSD-009": 2}),
    Wish(PIERRE, 23, Stage.DELIVERED, {"GLN-SFL-003": 1, "GLN-RSD-008": 1}, "courier"),
    Wish(NILOUFAR, 15, Stage.DELIVERED, {"GLN-RSD-001": 1, "GLN-RSD-005": 1}, "courier"),
    Wish(EMILY, 17, Stage.SHIPPED, {"GLN-RSD-002": 1}, "post"),
    Wish(YUKI, 14, Stage.SHIPPED, {"GLN-BAM-001": 1, "GLN-CHS-004": 1}, "courier"),
    Wish(
        ANNA,
        12,
        Stage.PARTLY_SHIPPED,
        {"GLN-SFL-002": 2, "GLN-RSD-005": 3},
        message="Could the pots travel in a box of their own?",
        answer="They do: the cushions have left already, the pots follow once they are fired again.",
    ),
    Wish(OMAR, 9, Stage.PACKED, {"GLN-HSR-002": 2}, "courier"),
    Wish(NILOUFAR, 8, Stage.CONFIRMED, {"GLN-RSD-001": 1, "GLN-SFL-001": 1}, "courier"),
    Wish(AIGERIM, 7, Stage.CONFIRMED, {"GLN-NMD-002": 1}),
    Wish(PIERRE, 5, Stage.PAID, {"GLN-RSD-007": 2}, "courier"),
    Wish(YUKI, 4, Stage.PAID, {"GLN-HSR-003": 1}, message="Is the reed treated against moths?"),
    Wish(EMILY, 4, Stage.PART_PAID, {"GLN-SFL-004": 2, "GLN-RSD-008": 1}),
    Wish(ANNA, 3, Stage.PLACED, {"GLN-CHS-003": 1}, "courier"),
    Wish(OMAR, 2, Stage.PLACED, {"GLN-RSD-009": 4}),
    Wish(NILOUFAR, 1, Stage.PLACED, {"GLN-JRB-001": 1}),
    Wish(PIERRE, 2, Stage.PROPOSED, {"GLN-RSD-008": 1}, "courier"),
    Wish(EMILY, 1, Stage.HELD, {"GLN-RSD-001": 1, "GLN-SFL-003": 1}),
    Wish(AIGERIM, 20, Stage.PLACED, {"GLN-RSD-005": 1}, cancelled="Ordered twice by mistake"),
)

PAID_OUT = 5
"""So many of the oldest have been paid out; of the others some is due and some not yet."""
