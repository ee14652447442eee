"""What a maker sees of her money: each piece from sold to paid, and sums that can be traced to them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from marketplace.cooperatives.models import Artisan
from marketplace.core.clock import today
from marketplace.core.db import Texts, db
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.orders.models import Order, OrderLine, Parcel, ParcelLine, ParcelState
from marketplace.payouts.house import SOLD, Kept
from marketplace.payouts.models import BatchState, Credit, Earning, Payout, PayoutBatch

A_PAGE = 20
_credit, _earning = Credit.__table__.c, Earning.__table__.c


@dataclass(frozen=True)
class Part:
    """So many pieces of a line that travel, and are paid, together."""

    quantity: int
    share: Money
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    payable_on: date | None = None
    paid_at: datetime | None = None

    @property
    def stage(self) -> str:
        """How far it is: sold, shipped, delivered, payable or paid."""
        if self.paid_at:
            return "paid"
        if self.payable_on:
            return "payable" if self.payable_on <= today() else "delivered"
        return "shipped" if self.shipped_at else "sold"


Packed = tuple[int, Part]
"""Pieces in a parcel, and what of them is hers."""


@dataclass(frozen=True)
class Sale:
    """One line of one order, hers."""

    order_number: str
    titles: Texts
    sku: str
    sold_at: datetime
    quantity: int
    total: Money
    commission: Money
    share: Money
    house: Money  # of pieces she was paid wages for
    house_pieces: int
    commission_bp: int
    commission_term_id: int
    parts: Sequence[Part] = field(default=())


@dataclass(frozen=True)
class Sums:
    """Where her money stands, in one currency."""

    currency: str
    coming: Money  # sold, not yet arrived
    credited: Money  # arrived, payable later
    payable: Money  # payable now, or being paid
    paid: Money
    next_on: date | None


@dataclass(frozen=True)
class SalesPage:
    rows: Sequence[Sale]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // A_PAGE))


def sales_of(artisan: Artisan, kept: Mapping[int, Kept], number: int = 1) -> SalesPage:
    """Her sold lines, latest first; three selects however many there are. `kept` is of
    `house.kept_of`."""
    hers = (OrderLine.artisan_id == artisan.id, Order.state.in_(SOLD))
    total = (
        db.session.scalar(select(func.count(OrderLine.id)).join(OrderLine.order).where(*hers)) or 0
    )
    number = max(1, min(number, -(-total // A_PAGE) or 1))
    lines = db.session.scalars(
        select(OrderLine)
        .join(OrderLine.order)
        .where(*hers)
        .options(joinedload(OrderLine.order))
        .order_by(OrderLine.id.desc())
        .limit(A_PAGE)
        .offset((number - 1) * A_PAGE)
    ).all()
    parts = _parts([line.id for line in lines])
    rows = [_sale(line, kept.get(line.id), parts.get(line.id, [])) for line in lines]
    return SalesPage(rows, number, total)


def sums_of(artisan: Artisan, kept: Mapping[int, Kept]) -> list[Sums]:
    """One for each currency she sold in."""
    house = Counter[str]()
    for row in kept.values():
        house[row.share.currency] += row.share.minor
    sold = {
        currency: int(minor) - house[currency]
        for currency, minor in db.session.execute(
            select(Order.currency, func.sum(OrderLine.total_minor - OrderLine.commission_minor))
            .join(OrderLine, OrderLine.order_id == Order.id)
            .where(OrderLine.artisan_id == artisan.id, Order.state.in_(SOLD))
            .group_by(Order.currency)
            .order_by(Order.currency)
        ).all()
    }
    owed = select(_earning.amount_currency).where(Earning.artisan_id == artisan.id).distinct()
    for currency in sorted(db.session.scalars(owed)):
        sold.setdefault(currency, 0)
    return [_sums(artisan, currency, minor) for currency, minor in sold.items()]


def payouts_of(artisan: Artisan, limit: int = 24) -> Sequence[Payout]:
    """What was paid to her, latest first."""
    return db.session.scalars(
        select(Payout)
        .join(Payout.batch)
        .where(Payout.artisan_id == artisan.id, PayoutBatch.state == BatchState.PAID)
        .options(joinedload(Payout.batch).joinedload(PayoutBatch.cooperative))
        .order_by(Payout.id.desc())
        .limit(limit)
    ).all()


def payout_of(artisan: Artisan, payout_id: int) -> Payout:
    """One paid sum of hers; a stranger's does not exist."""
    found = db.session.scalar(
        select(Payout)
        .join(Payout.batch)
        .where(
            Payout.id == payout_id,
            Payout.artisan_id == artisan.id,
            PayoutBatch.state == BatchState.PAID,
        )
    )
    if found is None:
        raise NotFound
    return found


def _sums(artisan: Artisan, currency: str, sold: int) -> Sums:
    rows = db.session.execute(
        select(_credit.amount_minor, Credit.payable_on, PayoutBatch.state)
        .outerjoin(Payout, Credit.payout_id == Payout.id)
        .outerjoin(PayoutBatch, Payout.batch_id == PayoutBatch.id)
        .where(Credit.artisan_id == artisan.id, _credit.amount_currency == currency)
    ).all()
    otherwise = db.session.execute(
        select(_earning.amount_minor, Earning.payable_on, PayoutBatch.state)
        .outerjoin(Payout, Earning.payout_id == Payout.id)
        .outerjoin(PayoutBatch, Payout.batch_id == PayoutBatch.id)
        .where(Earning.artisan_id == artisan.id, _earning.amount_currency == currency)
    ).all()
    sold += sum(minor for minor, _on, _state in otherwise)
    rows = [*rows, *otherwise]
    paid = sum(minor for minor, _on, state in rows if state == BatchState.PAID)
    open_ = [(minor, on) for minor, on, state in rows if state != BatchState.PAID]
    later = [(minor, on) for minor, on in open_ if on > today()]
    credited = sum(minor for minor, _on in later)
    payable = sum(minor for minor, _on in open_) - credited
    return Sums(
        currency,
        Money(sold - paid - payable - credited, currency),
        Money(credited, currency),
        Money(payable, currency),
        Money(paid, currency),
        min((on for _minor, on in later), default=None),
    )


def _sale(line: OrderLine, kept: Kept | None, parts: Sequence[Packed]) -> Sale:
    order = line.order
    house = kept.share if kept else Money.zero(order.currency)
    share = line.artisan_share - house
    return Sale(
        order_number=order.number,
        titles=line.titles,
        sku=line.sku,
        sold_at=order.paid_at or order.created_at,
        quantity=line.quantity,
        total=line.total,
        commission=line.commission,
        share=share,
        house=house,
        house_pieces=kept.pieces if kept else 0,
        commission_bp=line.commission_bp,
        commission_term_id=line.commission_term_id,
        parts=_with_rest(line, share, parts),
    )


def _with_rest(line: OrderLine, share: Money, parts: Sequence[Packed]) -> list[Part]:
    """What lies in parcels, with the shares not yet credited, and what waits to be packed. What
    brings her nothing, for it was the house's, is left out."""
    credited = sum(part.share.minor for _quantity, part in parts if part.payable_on)
    open_ = [quantity for quantity, part in parts if not part.payable_on]
    left = line.quantity - sum(quantity for quantity, _part in parts)
    rest = share - Money(credited, line.order.currency)
    worths = iter(rest.split([*open_, left])) if sum(open_) + left else iter(())
    known = [part if part.payable_on else _worth(part, next(worths)) for _quantity, part in parts]
    found = known + ([Part(left, next(worths))] if left else [])
    return [part for part in found if part.quantity and (part.share or not line.artisan_share)]


def _worth(part: Part, share: Money) -> Part:
    return Part(part.quantity, share, part.shipped_at, part.delivered_at)


def _parts(line_ids: Sequence[int]) -> Mapping[int, list[Packed]]:
    found: dict[int, list[Packed]] = {}
    rows = db.session.execute(
        select(ParcelLine, Parcel, Credit, PayoutBatch)
        .join(ParcelLine.parcel)
        .outerjoin(
            Credit,
            (Credit.parcel_id == Parcel.id) & (Credit.order_line_id == ParcelLine.order_line_id),
        )
        .outerjoin(Payout, Credit.payout_id == Payout.id)
        .outerjoin(PayoutBatch, Payout.batch_id == PayoutBatch.id)
        .where(ParcelLine.order_line_id.in_(line_ids), Parcel.state != ParcelState.UNPACKED)
        .order_by(Parcel.position)
    ).all()
    for packed, parcel, credit, batch in rows:
        part = Part(
            credit.own_pieces if credit else packed.quantity,
            credit.amount if credit else Money.zero("EUR"),
            parcel.shipped_at,
            parcel.delivered_at,
            credit.payable_on if credit else None,
            batch.paid_at if batch and batch.state is BatchState.PAID else None,
        )
        found.setdefault(packed.order_line_id, []).append((packed.quantity, part))
    return found
