"""What somebody wants to buy at the counter, and what each piece of it costs then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.money import Money
from marketplace.pardis.till import queries
from marketplace.pardis.till.day import day_of
from marketplace.pardis.till.models import CURRENCY, TOMAN, Flag, SaleLine, Tender

FORM = "0" * 32
"""The device of sales that were typed into a form, whose numbers the server gives."""
MOST_LINES = 60


@dataclass(frozen=True)
class Wanted:
    """So many of a piece. `listed` is what the device showed for one, before any discount; without
    it the price of the day holds."""

    sku: str
    quantity: int
    listed: Money | None = None


@dataclass(frozen=True)
class Paid:
    tender: Tender
    amount: Money
    reference: str = ""


@dataclass(frozen=True)
class Slip:
    """A sale as a device tells it. `key` is its own name; `shift` the number of the shift it was made
    in, `number` how many the device had made in it by then; `live` means that the buyer is still
    there, so that it can be refused."""

    key: str
    device: str
    number: int
    shift: str
    sold_at: datetime
    lines: Sequence[Wanted]
    paid: Sequence[Paid]
    discount: str = ""
    discount_bp: int = 0
    live: bool = False


@dataclass
class Priced:
    """The lines of a slip with their prices, and what somebody should look at."""

    lines: list[SaleLine]
    discount_bp: int
    tax_bp: int
    flags: list[str] = field(default_factory=list)

    @property
    def total(self) -> Money:
        return Money.total((line.amount for line in self.lines), CURRENCY)


def price(slip: Slip, by: User) -> Priced:
    """Everything at the prices and rules of the day on which it was sold. Where the buyer has gone,
    what was charged stands, and is flagged where it is not what had to be."""
    if not 0 < len(slip.lines) <= MOST_LINES:
        raise Invalid(_("There is nothing to sell."))
    found = queries.variants_at({each.sku for each in slip.lines})
    for each in slip.lines:
        if each.sku not in found:
            raise Invalid(_("No piece has the code %(code)s.", code=each.sku), "sku")
    day = day_of(slip.sold_at)
    rate, flags = _discount(slip, by)
    priced = Priced([], rate, queries.tax(day).rate_bp, flags)
    prices = queries.prices_of(list(found.values()), day)
    for position, each in enumerate(slip.lines):
        line = _line(each, found[each.sku], prices, slip, priced)
        line.position = position
        priced.lines.append(line)
    return priced


def _discount(slip: Slip, by: User) -> tuple[int, list[str]]:
    """In basis points; flagged where somebody gave what she may not."""
    if not slip.discount:
        return 0, []
    for rule in queries.discounts(day_of(slip.sold_at), by):
        if rule.code == slip.discount:
            return rule.rate_bp, []
    if slip.live:
        raise Invalid(_("You may not give this discount."), "discount")
    return min(max(slip.discount_bp, 0), 9_000), [Flag.DISCOUNT]


def _line(
    wanted: Wanted,
    variant: Variant,
    prices: Mapping[int, Money | None],
    slip: Slip,
    priced: Priced,
) -> SaleLine:
    now = prices[variant.id]
    listed = wanted.listed or now
    if listed is None:
        raise Invalid(_("%(code)s has no price at the counter.", code=variant.sku), "sku")
    if listed != now:
        if slip.live:
            raise Conflict(
                _("The price of %(code)s has changed. Load the page again.", code=variant.sku)
            )
        if Flag.PRICE not in priced.flags:
            priced.flags.append(Flag.PRICE)
    charged = less(listed, priced.discount_bp)
    return SaleLine(
        variant=variant,
        quantity=wanted.quantity,
        listed_minor=listed.minor,
        price_minor=charged.minor,
        tax_minor=tax_in(charged, priced.tax_bp).minor,
    )


def less(listed: Money, basis_points: int) -> Money:
    """The price of one piece after a discount, which is rounded down to whole toman."""
    toman = listed.minor // TOMAN
    return listed - Money(toman * basis_points // 10_000 * TOMAN, CURRENCY)


def tax_in(charged: Money, basis_points: int) -> Money:
    """What of a price is the state's, rounded down to whole toman; the price contains it."""
    toman = charged.minor // TOMAN
    return Money(toman * basis_points // (10_000 + basis_points) * TOMAN, CURRENCY)
