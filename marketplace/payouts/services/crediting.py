"""Credits: what an artisan earned with the pieces of a parcel that has arrived, or otherwise."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger import services as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.orders.models import OrderLine, Parcel, ParcelLine
from marketplace.payouts import queries
from marketplace.payouts.models import Credit, Earning


def credit_parcel(parcel: Parcel) -> list[Credit]:
    """Give each maker her share of what arrived, once; asking again gives nothing more.

    The parcel's lines are locked by whoever delivers it, so shares of several parcels of one line
    are worked out one after the other and add up to the line's share, to the cent.
    """
    arrived = parcel.delivered_at.date() if parcel.delivered_at else today()
    given = queries.credits_of_parcel(parcel.id)
    if given:
        return given
    new = [_credit(packed, arrived) for packed in parcel.lines]
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


def _credit(packed: ParcelLine, arrived: date) -> Credit:
    line = packed.order_line
    return Credit(
        artisan_id=line.artisan_id,
        cooperative_id=line.order.cooperative_id,
        order_line_id=line.id,
        parcel_id=packed.parcel_id,
        quantity=packed.quantity,
        amount=_share(line, packed.quantity),
        payable_on=arrived + timedelta(days=queries.days_until_payable(arrived)),
    )


def _share(line: OrderLine, quantity: int) -> Money:
    """The part of the line's share that these pieces add to what was credited before."""
    before = (
        db.session.scalar(
            select(func.coalesce(func.sum(Credit.quantity), 0)).where(
                Credit.order_line_id == line.id
            )
        )
        or 0
    )
    return _first(line, before + quantity) - _first(line, before)


def _first(line: OrderLine, pieces: int) -> Money:
    """The share of a line's first so many pieces."""
    return line.artisan_share.split([pieces, line.quantity - pieces])[0]


def _book(credit: Credit, parcel: Parcel) -> None:
    ledger.post(
        f"credit:{credit.id}",
        EntryKind.CREDIT,
        parcel.order.number,
        f"{credit.quantity} × {credit.order_line.sku} in {parcel.number} arrived",
        [
            (accounts.artisan_pending(credit.artisan_id), credit.amount),
            (accounts.artisan(credit.artisan_id), -credit.amount),
        ],
    )
