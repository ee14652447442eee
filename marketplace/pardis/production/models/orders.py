"""Work orders: what is to be made, who makes it, what she was given, and what she handed in."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.db import Dated, Json, Model
from marketplace.core.states import Flow, Stateful
from marketplace.orders.models import OrderLine
from marketplace.pardis.production.models.bills import Bill
from marketplace.pardis.production.models.materials import Material
from marketplace.pardis.training.models import Group


class Purpose(StrEnum):
    ORDER = "order"
    STOCK = "stock"
    TRAINING = "training"


class WorkState(StrEnum):
    PLANNED = "planned"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    INSPECTED = "inspected"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class WorkOrder(Stateful, Dated, Model):
    """So many pieces of a variant, by a day: for the line of an order, for stock, or by a training
    group. Accepted, rejected and open pieces always add up to
    those that were ordered; pieces that go back for rework are open again."""

    flow = Flow(
        {
            WorkState.PLANNED: {WorkState.OFFERED, WorkState.CANCELLED},
            WorkState.OFFERED: {WorkState.PLANNED, WorkState.ACCEPTED, WorkState.CANCELLED},
            WorkState.ACCEPTED: {WorkState.IN_PROGRESS, WorkState.CANCELLED},
            WorkState.IN_PROGRESS: {WorkState.INSPECTED, WorkState.CANCELLED},
            WorkState.INSPECTED: {WorkState.CLOSED},
            WorkState.CLOSED: set(),
            WorkState.CANCELLED: set(),
        }
    )
    __tablename__ = "work_orders"
    __table_args__ = (
        CheckConstraint("quantity > 0", "quantity_positive"),
        CheckConstraint("least(accepted, rejected, open) >= 0", "pieces_not_negative"),
        CheckConstraint("accepted + rejected + open = quantity", "pieces_add_up"),
        CheckConstraint("open = 0 or state not in ('inspected', 'closed')", "over_when_none_open"),
        CheckConstraint("(purpose = 'order') = (order_line_id is not null)", "line_of_an_order"),
        CheckConstraint("group_id is null or purpose = 'training'", "group_of_training_pieces"),
        Index("ix_work_orders_board", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[WorkState] = mapped_column(default=WorkState.PLANNED)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), index=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey(Variant.id), index=True)
    bill_id: Mapped[int] = mapped_column(ForeignKey(Bill.id))
    purpose: Mapped[Purpose]
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey(OrderLine.id), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey(Group.id), index=True)
    quantity: Mapped[int]
    accepted: Mapped[int] = mapped_column(Integer, default=0)
    rejected: Mapped[int] = mapped_column(Integer, default=0)
    open: Mapped[int]
    due_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(300), default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    accepted_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    inspected_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    cooperative: Mapped[Cooperative] = relationship()
    variant: Mapped[Variant] = relationship()
    bill: Mapped[Bill] = relationship()
    order_line: Mapped[OrderLine | None] = relationship()
    group: Mapped[Group | None] = relationship()
    kit: Mapped[list["KitLine"]] = relationship(
        back_populates="work_order", order_by="KitLine.material_id"
    )
    offers: Mapped[list["Offer"]] = relationship(back_populates="work_order", order_by="Offer.id")
    notes: Mapped[list["WorkNote"]] = relationship(order_by="WorkNote.id")

    def __str__(self) -> str:
        return self.number

    @property
    def is_over(self) -> bool:
        return self.state in {WorkState.CLOSED, WorkState.CANCELLED}


class KitLine(Model):
    """A material of a work order: what the bill asks for with its scrap, and what became of what
    was issued. What is neither used, returned nor wasted is still with the maker; once the order
    is over (`settled`) that is nothing, and the database keeps it so."""

    __tablename__ = "kit_lines"
    __table_args__ = (
        CheckConstraint("least(needed, issued, used, returned, wasted) >= 0", "not_negative"),
        CheckConstraint("issued >= used + returned + wasted", "no_more_than_issued"),
        CheckConstraint("not settled or issued = used + returned + wasted", "settled_to_the_gram"),
    )

    work_order_id: Mapped[int] = mapped_column(ForeignKey(WorkOrder.id), primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey(Material.id), primary_key=True, index=True)
    needed: Mapped[int]
    issued: Mapped[int] = mapped_column(Integer, default=0)
    used: Mapped[int] = mapped_column(Integer, default=0)
    returned: Mapped[int] = mapped_column(Integer, default=0)
    wasted: Mapped[int] = mapped_column(Integer, default=0)
    settled: Mapped[bool] = mapped_column(default=False)

    work_order: Mapped[WorkOrder] = relationship(back_populates="kit")
    material: Mapped[Material] = relationship()

    @property
    def held(self) -> int:
        """What is still with the maker."""
        return self.issued - self.used - self.returned - self.wasted

    @property
    def missing(self) -> int:
        """What the kit still lacks."""
        return max(self.needed - self.issued + self.returned, 0)


class OfferState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STANDING = (OfferState.OFFERED, OfferState.ACCEPTED)


class Offer(Stateful, Dated, Model):
    """A share of a work order that is offered to a maker. `why` is how the turn fell to her
    (`sharing.Turn`), as it was that day; `chosen` is the reason of whoever passed over the turn."""

    flow = Flow(
        {
            OfferState.OFFERED: {
                OfferState.ACCEPTED,
                OfferState.DECLINED,
                OfferState.WITHDRAWN,
            },
            OfferState.ACCEPTED: {OfferState.WITHDRAWN},
            OfferState.DECLINED: set(),
            OfferState.WITHDRAWN: set(),
        }
    )
    __tablename__ = "work_offers"
    __table_args__ = (
        CheckConstraint("pieces > 0", "pieces_positive"),
        CheckConstraint("minutes_each >= 0", "minutes_not_negative"),
        Index(
            "uq_work_offers_one_standing",
            "work_order_id",
            "artisan_id",
            unique=True,
            postgresql_where=text("state in ('offered', 'accepted')"),
        ),
        Index("ix_work_offers_artisan_id_created_at", "artisan_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[OfferState] = mapped_column(default=OfferState.OFFERED)
    work_order_id: Mapped[int] = mapped_column(ForeignKey(WorkOrder.id), index=True)
    artisan_id: Mapped[int] = mapped_column(ForeignKey(Artisan.id))
    pieces: Mapped[int]
    minutes_each: Mapped[int]
    promised_on: Mapped[date]
    why: Mapped[Json]
    chosen: Mapped[str] = mapped_column(String(300), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")  # why she declined
    answered_at: Mapped[datetime | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    work_order: Mapped[WorkOrder] = relationship(back_populates="offers")
    artisan: Mapped[Artisan] = relationship()
    batches: Mapped[list["Batch"]] = relationship(back_populates="offer", order_by="Batch.id")

    @property
    def minutes(self) -> int:
        return self.pieces * self.minutes_each

    @property
    def finished(self) -> int:
        """Pieces that need no more work of hers: accepted or rejected."""
        return sum(batch.graded - batch.back for batch in self.batches)

    @property
    def in_hand(self) -> int:
        """Pieces that she has not handed in, or got back."""
        return self.pieces - sum(batch.quantity - batch.back for batch in self.batches)


class BatchState(StrEnum):
    HANDED_IN = "handed_in"
    GRADED = "graded"


class Batch(Stateful, Dated, Model):
    """Pieces that a maker handed in together, and how they were graded: A may be sold abroad, B at
    home, C is poor, the rest is rejected. Of the C pieces `back` went back to her for rework."""

    flow = Flow({BatchState.HANDED_IN: {BatchState.GRADED}, BatchState.GRADED: set()})
    __tablename__ = "work_batches"
    __table_args__ = (
        UniqueConstraint("offer_id", "position"),
        CheckConstraint("quantity > 0", "quantity_positive"),
        CheckConstraint("least(a, b, c, reject, back) >= 0 and back <= c", "grades_not_negative"),
        CheckConstraint(
            "a + b + c + reject = case when state = 'graded' then quantity else 0 end",
            "grades_add_up",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[BatchState] = mapped_column(default=BatchState.HANDED_IN, index=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey(Offer.id))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    quantity: Mapped[int]
    a: Mapped[int] = mapped_column(Integer, default=0)
    b: Mapped[int] = mapped_column(Integer, default=0)
    c: Mapped[int] = mapped_column(Integer, default=0)
    reject: Mapped[int] = mapped_column(Integer, default=0)
    back: Mapped[int] = mapped_column(Integer, default=0)
    graded_at: Mapped[datetime | None]
    slip_id: Mapped[int | None] = mapped_column(ForeignKey("wage_slips.id"), index=True)

    offer: Mapped[Offer] = relationship(back_populates="batches")

    def __str__(self) -> str:
        return self.number

    @property
    def graded(self) -> int:
        return self.a + self.b + self.c + self.reject


class WorkNote(Dated, Model):
    """What somebody wrote about an order while it was being made."""

    __tablename__ = "work_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    work_order_id: Mapped[int] = mapped_column(ForeignKey(WorkOrder.id), index=True)
    text: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    by: Mapped[User] = relationship()
