"""Each consigned piece, what happened to it, and the money that came of it."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.db import Dated, Model
from marketplace.core.money import Money
from marketplace.core.states import Flow, Stateful
from marketplace.pardis.consignment.models.notes import NoteLine


class PieceState(StrEnum):
    HELD = "held"
    SOLD = "sold"
    SOLD_ONLINE = "sold_online"  # through an order of the shop, which pays its maker
    SETTLED = "settled"
    RETURNED = "returned"
    LOST = "lost"
    DAMAGED = "damaged"


P = PieceState


class Piece(Stateful, Model):
    """One piece in the centre's keeping. `cause` is the movement by which it left."""

    flow = Flow(
        {
            P.HELD: {P.SOLD, P.SOLD_ONLINE, P.RETURNED, P.LOST, P.DAMAGED},
            P.SOLD: {P.SETTLED, P.HELD},
            P.SOLD_ONLINE: {P.HELD},
            P.SETTLED: {P.HELD},
            P.RETURNED: set(),
            P.LOST: {P.HELD},
            P.DAMAGED: set(),
        }
    )
    __tablename__ = "consigned_pieces"
    __table_args__ = (
        UniqueConstraint("line_id", "number"),
        Index("ix_consigned_pieces_state", "state", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[PieceState] = mapped_column(default=PieceState.HELD)
    line_id: Mapped[int] = mapped_column(ForeignKey(NoteLine.id), index=True)
    number: Mapped[int]
    received_at: Mapped[datetime]
    cause: Mapped[str | None] = mapped_column(String(120), index=True)

    line: Mapped[NoteLine] = relationship()
    events: Mapped[list["PieceEvent"]] = relationship(
        back_populates="piece", order_by="PieceEvent.id"
    )


class PieceEventKind(StrEnum):
    RECEIVED = "received"
    SOLD = "sold"
    SOLD_ONLINE = "sold_online"
    CAME_BACK = "came_back"
    SETTLED = "settled"
    RETURNED = "returned"
    LOST = "lost"
    FOUND = "found"
    DAMAGED = "damaged"


class PieceEvent(Dated, Model):
    """A line of a piece's story. Append-only."""

    __tablename__ = "consigned_piece_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey(Piece.id), index=True)
    kind: Mapped[PieceEventKind]
    note: Mapped[str] = mapped_column(String(300), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    piece: Mapped[Piece] = relationship(back_populates="events")
    by: Mapped[User | None] = relationship()


class Settlement(Dated, Model):
    """What a maker is owed for what was sold until the end of a month, in one currency."""

    __tablename__ = "consignment_settlements"
    __table_args__ = (
        CheckConstraint("net_minor > 0", "net_positive"),
        UniqueConstraint("artisan_id", "until", "net_currency"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    artisan_id: Mapped[int] = mapped_column(ForeignKey(Artisan.id))
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id))
    until: Mapped[date] = mapped_column(index=True)  # the last day of the month
    net: Mapped[Money] = composite(
        mapped_column("net_minor", BigInteger), mapped_column("net_currency", String(3))
    )
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    artisan: Mapped[Artisan] = relationship()
    cooperative: Mapped[Cooperative] = relationship()
    made_by: Mapped[User] = relationship()
    sales: Mapped[list["Sale"]] = relationship(back_populates="settlement", order_by="Sale.id")

    def __str__(self) -> str:
        return self.number


class SaleKind(StrEnum):
    SOLD = "sold"
    TAKEN_BACK = "taken_back"  # a sale, backwards
    MADE_GOOD = "made_good"  # lost or damaged while the centre answered for it
    FOUND_AGAIN = "found_again"  # the same, backwards


class Sale(Model):
    """What came of one piece, divided as its note says: price = commission + cost + net, where the
    cost is the part that its maker bears. `key` is the movement, so that it counts once. Where it
    was paid in another currency than the note's, `taken` is what was paid, and `rate` what one of
    it was worth in the note's."""

    __tablename__ = "consigned_sales"
    __table_args__ = (
        UniqueConstraint("key", "piece_id"),
        CheckConstraint(
            "kind in ('made_good', 'found_again') "
            "or price_minor = commission_minor + cost_minor + net_minor",
            "divided_whole",
        ),
        CheckConstraint(
            "num_nulls(taken_minor, taken_currency, rate, rate_as_of) in (0, 4)", "taken_whole"
        ),
        Index("ix_consigned_sales_open", "settlement_id", "sold_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey(Piece.id), index=True)
    kind: Mapped[SaleKind]
    key: Mapped[str] = mapped_column(String(120))
    sold_at: Mapped[datetime]
    currency: Mapped[str] = mapped_column(String(3))
    price_minor: Mapped[int] = mapped_column(BigInteger)
    commission_minor: Mapped[int] = mapped_column(BigInteger)
    cost_minor: Mapped[int] = mapped_column(BigInteger)
    net_minor: Mapped[int] = mapped_column(BigInteger)
    taken_minor: Mapped[int | None] = mapped_column(BigInteger)
    taken_currency: Mapped[str | None] = mapped_column(String(3))
    rate: Mapped[Decimal | None] = mapped_column(Numeric(30, 18))
    rate_as_of: Mapped[date | None]
    settlement_id: Mapped[int | None] = mapped_column(ForeignKey(Settlement.id))

    piece: Mapped[Piece] = relationship()
    settlement: Mapped[Settlement | None] = relationship(back_populates="sales")

    @property
    def price(self) -> Money:
        return Money(self.price_minor, self.currency)

    @property
    def taken(self) -> Money | None:
        if self.taken_minor is None or self.taken_currency is None:
            return None
        return Money(self.taken_minor, self.taken_currency)

    @property
    def commission(self) -> Money:
        return Money(self.commission_minor, self.currency)

    @property
    def cost(self) -> Money:
        return Money(self.cost_minor, self.currency)

    @property
    def net(self) -> Money:
        return Money(self.net_minor, self.currency)
