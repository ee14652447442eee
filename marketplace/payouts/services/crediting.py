"""Credits: what an artisan earned with the pieces of a parcel that has arrived, or otherwise."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.inventory.queries import Whose
from marketplace.ledger import accounts
from marketplace.ledger import services as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.orders import shares
from marketplace.orders.models import OrderLine, Parcel, ParcelLine
from marketplace.payouts import queries
from marketplace.payouts.models import Credit, Earning


def credit_parcel(parcel: Parcel) -> list[Credit]:
    """Give each maker her share of what arrived, once; asking again gives nothing more. The share
    of pieces that were the house's, for she had wages for them, is the house's.

    The parcel's lines are locked by whoever delivers it, so shares of several parcels of one line
    are worked out one after the other and add up to the line's share, to the cent.
    """
    arrived = parcel.delivered_at.date() if parcel.delivered_at else today()
    given = queries.credits_of_parcel(parcel.id)
    if given:
        return given
    pieces = shares.whose([packed.order_line for packed in parcel.lines])
    new = [_credit(packed, pieces[packed.order_line_id], arrived) for packed in parcel.lines]
    db.session.add_all(new)
    db.session.flush()
    for credit in new:
        _book(credit, parcel)
    return new


def owe(
    artisan_id: int, cooperative_id: int, amount: Money, key: str, reference: str, **words: Any
) -> bool:
    """Let an artisan be paid what she is owed otherwise than for sold pieces; whoever calls books it
    on her account. The same `key` twice owes it once. `words`: `titles` and `quantity`."""
    written = db.session.scalar(
        insert(Earning)
        .values(
            key=key,
            reference=reference,
            artisan_id=artisan_id,
            cooperative_id=cooperative_id,
            amount_minor=amount.minor,
            amount_currency=amount.currency,
            payable_on=today(),
            **words,
        )
        .on_conflict_do_nothing(index_elements=[Earning.key])
        .returning(Earning.id)
    )
    return written is not None


def _credit(packed: ParcelLine, pieces: Whose, arrived: date) -> Credit:
    line = packed.order_line
    hers_before, house_before = _given(line)
    hers, house = _divided(packed.quantity, pieces, hers_before, house_before)
    kept = shares.of_house(line, house_before + house) - shares.of_house(line, house_before)
    return Credit(
        artisan_id=line.artisan_id,
        cooperative_id=line.order.cooperative_id,
        order_line_id=line.id,
        parcel_id=packed.parcel_id,
        quantity=packed.quantity,
        amount=line.share_of(hers_before + hers) - line.share_of(hers_before),
        house_pieces=house,
        house_minor=kept.minor,
        payable_on=arrived + timedelta(days=queries.days_until_payable(arrived)),
    )


def _divided(packed: int, pieces: Whose, hers: int, house: int) -> tuple[int, int]:
    """How many of the packed pieces are the maker's and how many the house's. Of what came from
    stock hers arrive first, so that she waits no longer than she must; what came from nowhere was
    made to order, by her, and is hers."""
    own = min(packed, max(pieces.own - hers, 0))
    of_house = min(packed - own, max(pieces.house - house, 0))
    return packed - of_house, of_house


def _given(line: OrderLine) -> tuple[int, int]:
    """Pieces of a line that were credited before: to her, and to the house."""
    row = db.session.execute(
        select(
            func.coalesce(func.sum(Credit.quantity - Credit.house_pieces), 0),
            func.coalesce(func.sum(Credit.house_pieces), 0),
        ).where(Credit.order_line_id == line.id)
    ).one()
    return int(row[0]), int(row[1])


def _book(credit: Credit, parcel: Parcel) -> None:
    ledger.post(
        f"credit:{credit.id}",
        EntryKind.CREDIT,
        parcel.order.number,
        f"{credit.quantity} × {credit.order_line.sku} in {parcel.number} arrived",
        [
            (accounts.artisan_pending(credit.artisan_id), credit.amount + credit.house),
            (accounts.artisan(credit.artisan_id), -credit.amount),
            (accounts.house(credit.cooperative_id), -credit.house),
        ],
    )
