"""The money of a piece: divided when it is sold, and backwards when it comes back."""

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
from marketplace.pardis.consignment.dividing import Division, divide, lowest_price
from marketplace.pardis.consignment.dividing import made_good as share_of_lost
from marketplace.pardis.consignment.models import Piece, Sale, SaleKind
from marketplace.pardis.consignment.queries import pieces as queries


def sold(piece: Piece, price: Money, cost: Money, cause: Cause) -> None:
    """Divide the price as the note says, and book that the centre holds money of somebody else."""
    _refuse_price(piece, price)
    if _note(piece, SaleKind.SOLD, divide(piece.line, price, cost), cause.key):
        _book(piece, price, cost, cause.key)


def taken_back(piece: Piece, sold_key: str, cause: Cause) -> None:
    """The same, backwards, however it was divided then."""
    sale = next(one for one in reversed(queries.sales_of(piece.id)) if one.key == sold_key)
    parts = Division(-sale.price, -sale.commission, -sale.cost, -sale.net)
    if _note(piece, SaleKind.TAKEN_BACK, parts, cause.key):
        _book(piece, -sale.price, Money.zero(sale.currency), cause.key)


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


def _refuse_price(piece: Piece, price: Money) -> None:
    lowest = lowest_price(
        piece.line,
        piece.received_at.astimezone(TEHRAN).date(),
        now().astimezone(TEHRAN).date(),
    )
    if price.currency != lowest.currency:
        words = _("Its note is kept in %(currency)s.", currency=lowest.currency)
        raise Invalid(words, field="price")
    if price < lowest:
        words = _("Its maker agreed to %(price)s at least.", price=format_money(lowest))
        raise Invalid(words, field="price")


def _note(piece: Piece, kind: SaleKind, parts: Division, key: str) -> bool:
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
        )
        .on_conflict_do_nothing(index_elements=[Sale.key, Sale.piece_id])
        .returning(Sale.id)
    )
    return written is not None


def _book(piece: Piece, price: Money, cost: Money, key: str) -> None:
    centre = piece.line.note.cooperative_id
    ledger.post(
        f"shelf:{key}:{piece.id}",
        EntryKind.SHELF_SALE,
        piece.line.note.number,
        f"piece {piece.number} of {piece.line.note.number}",
        [
            (accounts.takings(centre), price - cost),
            (accounts.sale_costs(centre), cost),
            (accounts.consigned(centre), -price),
        ],
    )
