"""How the money of a sale is divided, and for how little a piece may be sold."""

from dataclasses import dataclass
from datetime import date

from marketplace.core.money import Money
from marketplace.pardis.consignment.models import Bearer, Note, NoteLine, PriceRule, Unsold


@dataclass(frozen=True)
class Division:
    """The parts of a price: price = commission + cost + net. `cost` is what the maker bears."""

    price: Money
    commission: Money
    cost: Money
    net: Money


def divide(line: NoteLine, price: Money, cost: Money) -> Division:
    """The centre keeps its commission; what taking the money cost is borne as the note says; the
    rest is the maker's, and where she was promised a minimum, never less than that."""
    note, nothing = line.note, Money.zero(price.currency)
    commission = price.share(note.commission_bp)
    hers = price - commission
    borne = min(cost, hers) if note.cost_rule is Bearer.ARTISAN else nothing
    net = hers - borne
    if note.price_rule is PriceRule.MINIMUM_NET and net < line.price:
        net = min(line.price, price)
        commission = max(price - net - borne, nothing)
        borne = price - net - commission
    return Division(price, commission, borne, net)


def made_good(line: NoteLine) -> Money:
    """What a maker gets for a piece that the centre lost: her part of the agreed price."""
    if line.note.price_rule is PriceRule.MINIMUM_NET:
        return line.price
    return line.price - line.price.share(line.note.commission_bp)


def lowest_price(line: NoteLine, received_on: date, on: date) -> Money:
    """What a piece may not be sold under on a day."""
    if line.note.price_rule is PriceRule.AGREED and is_cheaper(line.note, received_on, on):
        return line.price - line.price.share(line.note.cheaper_bp)
    return line.price


def is_cheaper(note: Note, received_on: date, on: date) -> bool:
    """Whether the piece has lain so long that its note makes it cheaper."""
    return note.unsold is Unsold.CHEAPER and (on - received_on).days >= note.unsold_after_days
