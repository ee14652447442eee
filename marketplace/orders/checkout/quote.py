"""What a bag costs, delivered where its owner says, on this day: the one source of every figure
that the review shows and that placing copies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from marketplace.compliance.duties import Charges, CustomsLine, estimate
from marketplace.core.clock import today
from marketplace.core.money import Money
from marketplace.localisation import countries
from marketplace.orders import queries as orders
from marketplace.orders.basket.content import Content, Row, Section, Seller
from marketplace.orders.checkout.draft import Draft
from marketplace.orders.delivery import DeliveryQuote, quotes_for, why_none


@dataclass(frozen=True)
class Sending:
    """What one cooperative would send, and the ways it can. `chosen` is None until she says which."""

    cooperative: Seller
    rows: Sequence[Row]
    options: Sequence[DeliveryQuote]
    chosen: DeliveryQuote | None
    why_none: str
    grams: int
    goods: Money

    @property
    def shipping(self) -> Money:
        return self.chosen.price if self.chosen else Money.zero(self.goods.currency)

    @property
    def total(self) -> Money:
        return self.goods + self.shipping


@dataclass(frozen=True)
class Quote:
    """The whole, to be paid now; `charges` by cooperative is what may come at the door."""

    sendings: Sequence[Sending]
    charges: dict[int, Charges]
    currency: str
    place: str

    @property
    def complete(self) -> bool:
        return bool(self.sendings) and all(sending.chosen for sending in self.sendings)

    @property
    def goods(self) -> Money:
        return Money.total((sending.goods for sending in self.sendings), self.currency)

    @property
    def shipping(self) -> Money:
        return Money.total((sending.shipping for sending in self.sendings), self.currency)

    @property
    def total(self) -> Money:
        return self.goods + self.shipping

    @property
    def pieces(self) -> int:
        return sum(row.quantity for sending in self.sendings for row in sending.rows)


def quote_of(content: Content, draft: Draft) -> Quote:
    """All of a bag's figures for what its owner has said so far."""
    sendings = [_sending(section, draft, content.currency) for section in content.sections]
    charges = {}
    if draft.addressed:
        earlier = partial(orders.sent_this_month, draft.email, draft.country, content.currency)
        charges = {
            sending.cooperative.id: _charges(sending, draft.country, earlier)
            for sending in sendings
            if sending.chosen
        }
    return Quote(sendings, charges, content.currency, place_of(draft))


def place_of(draft: Draft) -> str:
    """The place up to which the seller carries cost and risk, as the Incoterm names it."""
    city = draft.address.get("city", "")
    country = countries.name(draft.country, "en") if draft.country else ""
    return ", ".join(part for part in (city, country) if part)[:80]


def weigh(rows: Sequence[Row]) -> tuple[int, int]:
    """Packed grams and cubic millimetres. A piece whose box was not measured goes by weight."""
    grams = sum(row.piece.packed_grams * row.quantity for row in rows)
    volume = 0
    for row in rows:
        piece = row.piece
        sides = (piece.packed_length_mm, piece.packed_width_mm, piece.packed_height_mm)
        length, width, height = (side or 0 for side in sides)
        volume += length * width * height * row.quantity
    return grams, volume


def _sending(section: Section, draft: Draft, currency: str) -> Sending:
    grams, volume = weigh(section.rows)
    cooperative, options, why = section.cooperative, [], ""
    if draft.country:
        options = quotes_for(cooperative.id, draft.country, grams, volume, currency)
        why = "" if options else why_none(cooperative.id, draft.country, grams)
    wanted = draft.deliveries.get(cooperative.id)
    return Sending(
        cooperative=cooperative,
        rows=section.rows,
        options=options,
        chosen=next((option for option in options if option.service.code == wanted), None),
        why_none=why,
        grams=grams,
        goods=Money.total((row.total for row in section.rows if row.total), currency),
    )


def _charges(sending: Sending, country: str, earlier: Callable[[], Money]) -> Charges:
    lines = [
        CustomsLine(row.piece.hs_code, row.quantity, row.total, row.piece.net_grams * row.quantity)
        for row in sending.rows
        if row.total
    ]
    return estimate(country, lines, sending.shipping, sending.grams, today(), earlier=earlier)
