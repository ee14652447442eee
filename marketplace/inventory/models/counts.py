"""Stocktakes: a list that is frozen, counted blind, reviewed and posted once."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Model
from marketplace.core.states import Flow, Stateful
from marketplace.inventory.models.places import Location
from marketplace.inventory.models.stock import StockItem


class CountState(StrEnum):
    COUNTING = "counting"
    REVIEW = "review"
    POSTED = "posted"
    GIVEN_UP = "given_up"


class CountReason(StrEnum):
    """Why fewer or more pieces lie there than the book says."""

    BROKEN = "broken"
    UNBOOKED_SALE = "unbooked_sale"
    UNBOOKED_ARRIVAL = "unbooked_arrival"
    MISPLACED = "misplaced"
    UNKNOWN = "unknown"


class Stocktake(Stateful, Dated, Model):
    """A count of a place and all that lies in it. One at a time."""

    flow = Flow(
        {
            CountState.COUNTING: {CountState.REVIEW, CountState.GIVEN_UP},
            CountState.REVIEW: {CountState.COUNTING, CountState.POSTED, CountState.GIVEN_UP},
            CountState.POSTED: set(),
            CountState.GIVEN_UP: set(),
        }
    )
    __tablename__ = "stocktakes"
    __table_args__ = (
        Index(
            "uq_stocktakes_one_of_a_place",
            "location_id",
            unique=True,
            postgresql_where=text("state in ('counting', 'review')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[CountState] = mapped_column(default=CountState.COUNTING, index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    started_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    posted_at: Mapped[datetime | None]

    location: Mapped[Location] = relationship()
    lines: Mapped[list["CountLine"]] = relationship(
        back_populates="stocktake", order_by="CountLine.id"
    )

    def __str__(self) -> str:
        return f"stocktake {self.id}"


class CountLine(Model):
    """What the book said when the list was frozen, and when the pieces were counted (`expected`):
    between the two lie the movements of the meantime. `version` grows with each count, so that
    nobody overwrites what somebody else counted."""

    __tablename__ = "stocktake_lines"
    __table_args__ = (
        UniqueConstraint("stocktake_id", "stock_item_id"),
        CheckConstraint("counted is null or counted >= 0", "counted_not_negative"),
        CheckConstraint("(counted is null) = (expected is null)", "counted_over_the_book"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stocktake_id: Mapped[int] = mapped_column(ForeignKey(Stocktake.id), index=True)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey(StockItem.id), index=True)
    frozen: Mapped[int]
    counted: Mapped[int | None]
    expected: Mapped[int | None]
    counted_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    counted_at: Mapped[datetime | None]
    reason: Mapped[CountReason | None]
    remark: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=0)

    stocktake: Mapped[Stocktake] = relationship(back_populates="lines")
    stock_item: Mapped[StockItem] = relationship()
    counted_by: Mapped[User | None] = relationship()

    @property
    def moved(self) -> int:
        """What came and went by the book between the freezing and the count."""
        return (self.expected or 0) - self.frozen if self.counted is not None else 0

    @property
    def difference(self) -> int:
        """Pieces too many or, below nothing, missing."""
        return (self.counted or 0) - (self.expected or 0)
