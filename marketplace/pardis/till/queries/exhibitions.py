"""Exhibitions, what was taken along, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.accounts.models import Scope
from marketplace.accounts.permissions import CENTRE
from marketplace.catalogue.models import Product, ProductPicture, Variant
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.inventory.models import (
    Condition,
    Movement,
    MovementKind,
    StockItem,
    Transfer,
    TransferLine,
    TransferState,
)
from marketplace.inventory.queries import inside
from marketplace.pardis.till.models import (
    Exhibition,
    Return,
    ReturnLine,
    SaleShare,
    Shift,
    Till,
)
from marketplace.pardis.till.queries.goods import FOR_SALE

HERE = Scope(everywhere=False, ids=frozenset({CENTRE}))
MOST = 200
EXPLAINED = (MovementKind.MOVED, MovementKind.SOLD, MovementKind.RETURNED)
Kind = tuple[int, str]
"""A variant, and whose pieces of it they are."""


@dataclass(frozen=True)
class Taken:
    """A line of the load: so many were taken, so many sold there (less what came back there), and so
    many lie there now, some of them to be looked at."""

    line: TransferLine
    sold: int
    lying: Mapping[Condition, int] = field(default_factory=dict)

    @property
    def variant(self) -> Variant:
        return self.line.stock_item.variant

    @property
    def there(self) -> int:
        return sum(self.lying.values())

    @property
    def to_look_at(self) -> int:
        return self.lying.get(Condition.INSPECT, 0) + self.lying.get(Condition.DAMAGED, 0)

    @property
    def due(self) -> int:
        """How many have to come back."""
        return self.line.quantity - self.sold

    @property
    def missing(self) -> int:
        """Of those that were neither sold nor came back; to be called when it is over."""
        return self.due - (self.line.came or 0)


def exhibitions() -> Sequence[Exhibition]:
    """Those that are out first, then the newest."""
    return db.session.scalars(
        select(Exhibition)
        .join(Exhibition.transfer)
        .options(
            contains_eager(Exhibition.transfer).selectinload(Transfer.lines),
            joinedload(Exhibition.till),
        )
        .order_by(Transfer.state == TransferState.RECEIVED, Exhibition.id.desc())
        .limit(MOST)
    ).all()


def exhibition(code: str) -> Exhibition:
    """With all that was taken along. Read anew: somebody may have brought it back meanwhile."""
    lines = selectinload(Transfer.lines).joinedload(TransferLine.stock_item)
    picture = selectinload(Product.pictures).joinedload(ProductPicture.picture)
    found = db.session.scalar(
        select(Exhibition)
        .join(Exhibition.till)
        .where(Till.code == code)
        .options(
            contains_eager(Exhibition.till),
            joinedload(Exhibition.home),
            joinedload(Exhibition.transfer).options(
                joinedload(Transfer.to),
                joinedload(Transfer.sent_by),
                joinedload(Transfer.received_by),
                lines.joinedload(StockItem.location),
                lines.joinedload(StockItem.variant).joinedload(Variant.product).options(picture),
            ),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


def exhibition_at(till_id: int) -> Exhibition | None:
    """The one whose till it is."""
    chosen = select(Exhibition).where(Exhibition.till_id == till_id)
    return db.session.scalar(chosen.options(joinedload(Exhibition.transfer)))


def exhibition_of(transfer_id: int) -> Exhibition | None:
    return db.session.scalar(select(Exhibition).where(Exhibition.transfer_id == transfer_id))


def load_of(found: Exhibition) -> list[Taken]:
    """Each line with what became of it."""
    sold, lying = sold_at(found), lying_at(found)
    taken = []
    for line in found.transfer.lines:
        kind = line.stock_item.variant_id, str(line.stock_item.owner)
        taken.append(Taken(line, sold.get(kind, 0), lying.get(kind, {})))
    return taken


def sold_at(found: Exhibition) -> dict[Kind, int]:
    """What was sold from the exhibition's place, less what came back to its till."""
    place, till = found.transfer.to_id, found.till_id
    kinds = StockItem.variant_id, StockItem.owner
    sold = (
        select(*kinds, func.sum(SaleShare.pieces))
        .join(SaleShare.stock_item)
        .where(StockItem.location_id == place)
        .group_by(*kinds)
    )
    back = (
        select(*kinds, func.sum(ReturnLine.pieces))
        .join(ReturnLine.share)
        .join(SaleShare.stock_item)
        .join(Return, Return.id == ReturnLine.return_id)
        .join(Shift, Shift.id == Return.shift_id)
        .where(StockItem.location_id == place, Shift.till_id == till)
        .group_by(*kinds)
    )
    sums: dict[Kind, int] = {}
    for sign, chosen in ((1, sold), (-1, back)):
        for variant_id, owner, pieces in db.session.execute(chosen):
            kind = variant_id, str(owner)
            sums[kind] = sums.get(kind, 0) + sign * int(pieces)
    return sums


def gone_from(found: Exhibition) -> dict[Kind, int]:
    """What the stock booked out at the exhibition's place for another reason than a sale."""
    rows = db.session.execute(
        select(StockItem.variant_id, StockItem.owner, -func.sum(Movement.quantity))
        .join(Movement.stock_item)
        .where(StockItem.location_id == found.transfer.to_id, Movement.kind.not_in(EXPLAINED))
        .group_by(StockItem.variant_id, StockItem.owner)
    )
    return {(variant_id, str(owner)): int(pieces) for variant_id, owner, pieces in rows}


def lying_at(found: Exhibition) -> dict[Kind, dict[Condition, int]]:
    """What lies at the exhibition's place by now."""
    lying: dict[Kind, dict[Condition, int]] = {}
    for item in items_there(found):
        kind = item.variant_id, str(item.owner)
        lying.setdefault(kind, {})[item.condition] = item.on_hand
    return lying


def items_there(found: Exhibition) -> Sequence[StockItem]:
    return db.session.scalars(
        select(StockItem)
        .where(StockItem.location_id == found.transfer.to_id, StockItem.on_hand > 0)
        .order_by(StockItem.id)
        .execution_options(populate_existing=True)
    ).all()


def loadable(location_id: int) -> Sequence[StockItem]:
    """What of a place, and of all places in it, can be taken along."""
    return db.session.scalars(
        select(StockItem)
        .join(StockItem.variant)
        .where(
            StockItem.location_id.in_(select(inside(location_id).c.id)),
            StockItem.condition.in_(FOR_SALE),
            StockItem.on_hand > 0,
        )
        .options(
            contains_eager(StockItem.variant).joinedload(Variant.product),
            joinedload(StockItem.location),
        )
        .order_by(Variant.sku, StockItem.id)
        .limit(MOST)
    ).all()
