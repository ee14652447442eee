"""Every number that papers print, worked out once: all papers of a parcel take theirs from here."""

from dataclasses import dataclass
from decimal import Decimal

from marketplace.core.db import Texts
from marketplace.core.money import Money
from marketplace.orders.models import Order, OrderLine, Parcel

PIECE = "C62"  # UN/ECE Recommendation 20: one
CUBIC_MM_PER_M3 = 1_000_000_000


@dataclass(frozen=True)
class Line:
    """So many pieces of one article."""

    position: int
    sku: str
    titles: Texts
    variants: Texts
    makers: Texts
    hs_code: str
    origin: str
    unit: str
    quantity: int
    net_grams: int
    unit_price: Money
    total: Money


@dataclass(frozen=True)
class Box:
    """The package as weighed and measured, in grams and millimetres."""

    kind: str
    gross_grams: int
    length: int
    width: int
    height: int

    @property
    def volume(self) -> Decimal:
        """In cubic metres."""
        return Decimal(self.length * self.width * self.height) / CUBIC_MM_PER_M3


@dataclass(frozen=True)
class Figures:
    """What is in it, what it weighs and what it is worth. `box` is missing until it is packed."""

    lines: tuple[Line, ...]
    freight: Money
    box: Box | None = None

    @property
    def goods(self) -> Money:
        return Money.total((line.total for line in self.lines), self.freight.currency)

    @property
    def total(self) -> Money:
        return self.goods + self.freight

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def net_grams(self) -> int:
        return sum(line.net_grams for line in self.lines)


def of_order(order: Order) -> Figures:
    """The whole order, as it was agreed."""
    lines = tuple(_line(line, line.quantity) for line in order.lines)
    return Figures(lines, order.shipping)


def of_parcel(parcel: Parcel) -> Figures:
    """What lies in one parcel, with its share of the freight."""
    packed = sorted(parcel.lines, key=lambda packed: packed.order_line.position)
    box = Box(
        parcel.package_kind,
        parcel.gross_grams,
        parcel.length_mm,
        parcel.width_mm,
        parcel.height_mm,
    )
    freight = Money(parcel.freight_minor, parcel.order.currency)
    return Figures(tuple(_line(p.order_line, p.quantity) for p in packed), freight, box)


def _line(line: OrderLine, quantity: int) -> Line:
    return Line(
        position=line.position,
        sku=line.sku,
        titles=line.titles,
        variants=line.variant_names,
        makers=line.artisan_names,
        hs_code=line.hs_code,
        origin=line.origin_country,
        unit=PIECE,
        quantity=quantity,
        net_grams=line.net_grams * quantity,
        unit_price=line.unit_price,
        total=line.unit_price * quantity,
    )
