"""The money of a piece: divided when it is sold, and backwards when it comes back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from marketplace.core.calendars import TEHRAN
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.money import Money
from marketplace.inventory.services.movements import Cause
from marketplace.ledger import accounts
from marketplace.ledger import services as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.localisation.formats import format_money
from marketplace.localisation.rates import NoRate, Rate, rate_between
from marketplace.pardis.consignment.dividing import Division, divide, lowest_price
from marketplace.pardis.consignment.dividing import made_good as share_of_lost
from marketplace.pardis.consignment.models import Piece, Sale, SaleKind
from marketplace.pardis.consignment.queries import pieces as queries


@dataclass(frozen=True)
class Taken:
    """What was paid for a piece, what taking it cost, and on which day where that was not today."""

    price: Money
    cost: Money
    on: date | None = None


@dataclass(frozen=True)
class Worth:
    """The same in the currency of the piece's note. Where that is another than what was paid, `taken`
    is what was paid, `left` what of it was not spent on taking it, and `by` the rate."""

    price: Money
    cost: Money
    taken: Money | None = None
    left: Money | None = None
    by: Rate | None = None

    @property
    def kept(self) -> dict[str, Any]:
        if self.taken is None or self.by is None:
            return {}
        return {
            "taken_minor": self.taken.minor,
            "taken_currency": self.taken.currency,
            "rate": self.by.rate,
            "rate_as_of": self.by.as_of,
        }


def sold(piece: Piece, taken: Taken, cause: Cause) -> None:
    """Divide the price as the note says, and book that the centre holds money of somebody else."""
    worth = _worth(piece, taken)
    _refuse_price(piece, worth.price)
    parts = divide(piece.line, worth.price, worth.cost)
    if _note(piece, SaleKind.SOLD, parts, cause.key, **worth.kept):
        _book(piece, worth, cause.key)


def taken_back(piece: Piece, sold_key: str, cause: Cause) -> None:
    """The same, backwards, however it was divided then."""
    sale = next(one for one in reversed(queries.sales_of(piece.id)) if one.key == sold_key)
    parts = Division(-sale.price, -sale.commission, -sale.cost, -sale.net)
    nothing, paid = Money.zero(sale.currency), sale.taken
    worth = Worth(-sale.price, nothing)
    if paid and sale.rate and sale.rate_as_of:
        worth = Worth(-sale.price, nothing, -paid, -paid, Rate(sale.rate, sale.rate_as_of))
    if _note(piece, SaleKind.TAKEN_BACK, parts, cause.key, **worth.kept):
        _book(piece, worth, cause.key)


def made_good(piece: Piece, cause: Cause) -> None:
    """The centre answers for what it lost: the maker gets her part all the same."""
    net = share_of_lost(piece.line)
    nothing = Money.zero(net.currency)
    _note(piece, SaleKind.MADE_GOOD, Division(nothing, nothing, nothing, net), cause.key)


def found_again(piece: Piece, cause: Cause) -> None:
    """What was made good for a lost piece is taken back, for she has the piece again."""
    for sale in queries.sales_of(piece.id):
        if sale.kind is SaleKind.MADE_GOOD and sale.key == piece.cause:
            parts = Division(-sale.price, -sale.commission, -sale.cost, -sale.net)
            _note(piece, SaleKind.FOUND_AGAIN, parts, cause.key)


def _worth(piece: Piece, taken: Taken) -> Worth:
    """By the rate of the day on which it was sold."""
    kept_in = piece.line.price.currency
    if taken.price.currency == kept_in:
        return Worth(taken.price, taken.cost)
    try:
        rate = rate_between(taken.price.currency, kept_in, taken.on)
    except NoRate:
        words = _(
            "Its note is kept in %(currency)s, and no rate is known for the day. It cannot be sold "
            "for %(paid)s.",
            currency=kept_in,
            paid=taken.price.currency,
        )
        raise Invalid(words, field="price") from None
    price, cost = (
        Money.of(each.decimal * rate.rate, kept_in) for each in (taken.price, taken.cost)
    )
    return Worth(price, cost, taken.price, taken.price - taken.cost, rate)


def _refuse_price(piece: Piece, price: Money) -> None:
    lowest = lowest_price(
        piece.line,
        piece.received_at.astimezone(TEHRAN).date(),
        now().astimezone(TEHRAN).date(),
    )
    if price < lowest:
        words = _("Its maker agreed to %(price)s at least.", price=format_money(lowest))
        raise Invalid(words, field="price")


def _note(piece: Piece, kind: SaleKind, parts: Division, key: str, **kept: Any) -> bool:
    written = db.session.scalar(
        insert(Sale)
        .values(
            piece_id=piece.id,
            kind=kind,
            key=key,
            sold_at=now(),
            currency=parts.net.currency,
            price_minor=parts.price.minor,
            commission_minor=parts.commission.minor,
            cost_minor=parts.cost.minor,
            net_minor=parts.net.minor,
            **kept,
        )
        .on_conflict_do_nothing(index_elements=[Sale.key, Sale.piece_id])
        .returning(Sale.id)
    )
    return written is not None


def _book(piece: Piece, worth: Worth, key: str) -> None:
    """What was taken in another currency is turned into the note's by an account that holds both."""
    note, price = piece.line.note, worth.price
    centre = note.cooperative_id
    taken = [(accounts.takings(centre), price - worth.cost)]
    if worth.left:
        conversion = accounts.conversion(centre)
        taken = [
            (accounts.takings(centre), worth.left),
            (conversion, -worth.left),
            (conversion, price - worth.cost),
        ]
    ledger.post(
        f"shelf:{key}:{piece.id}",
        EntryKind.SHELF_SALE,
        note.number,
        f"piece {piece.number} of {note.number}",
        [*taken, (accounts.sale_costs(centre), worth.cost), (accounts.consigned(centre), -price)],
    )
