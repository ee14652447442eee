"""Stock items, their movements and reservations, and what a piece is worth."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import Dated, Model
from marketplace.core.money import Money
from marketplace.inventory.models.places import Location


class Condition(StrEnum):
    """Only what is sellable counts for the shop; on the shelf what is on show is sold too."""

    SELLABLE = "sellable"
    DISPLAY = "display"
    INSPECT = "inspect"
    DAMAGED = "damaged"
    DOMESTIC = "domestic"  # of a grade that is not offered abroad, and never becomes it


class Owner(StrEnum):
    ARTISAN = "artisan"
    COOPERATIVE = "cooperative"
    CENTRE = "centre"


class StockItem(Model):
    """So many pieces of a variant at a location, in a condition, owned by someone.

    `on_hand` is the sum of its movements, kept for speed, as is when pieces first came (`came_at`)
    and last sold (`sold_at`); `stock check` proves it.
    """

    __tablename__ = "stock_items"
    __table_args__ = (
        UniqueConstraint("variant_id", "location_id", "condition", "owner"),
        CheckConstraint("on_hand >= 0", "on_hand_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey(Variant.id), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id), index=True)
    condition: Mapped[Condition] = mapped_column(default=Condition.SELLABLE)
    owner: Mapped[Owner] = mapped_column(default=Owner.ARTISAN)
    on_hand: Mapped[int] = mapped_column(default=0)
    came_at: Mapped[datetime | None]
    sold_at: Mapped[datetime | None]

    variant: Mapped[Variant] = relationship()
    location: Mapped[Location] = relationship()

    @property
    def is_on_sale(self) -> bool:
        """Whether somebody who stands before it can buy it."""
        return self.condition in {Condition.SELLABLE, Condition.DISPLAY, Condition.DOMESTIC}

    @property
    def sale_rank(self) -> tuple[bool, bool, int]:
        """What is for sale is sold before what is on show; of both the maker's own pieces before
        those that somebody has paid her for; the older row first."""
        return self.condition is not Condition.SELLABLE, self.owner is not Owner.ARTISAN, self.id


class MovementKind(StrEnum):
    RECEIVED = "received"
    SOLD = "sold"
    RETURNED = "returned"
    DAMAGED = "damaged"
    LOST = "lost"
    FOUND = "found"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    WRITTEN_OFF = "written_off"
    CONSUMED = "consumed"


class Movement(Dated, Model):
    """Why a stock item changed, and by how many. Append-only. `key` is the cause, so that doing it
    twice changes nothing twice."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        CheckConstraint("quantity <> 0", "quantity_not_zero"),
        Index(
            "ix_stock_movements_created_at",
            "created_at",
            postgresql_include=["stock_item_id", "kind", "quantity"],
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey(StockItem.id), index=True)
    kind: Mapped[MovementKind]
    quantity: Mapped[int]
    key: Mapped[str] = mapped_column(String(120), unique=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    stock_item: Mapped[StockItem] = relationship()
    by: Mapped[User | None] = relationship()


class Reservation(Dated, Model):
    """Pieces held until a moment. It counts while it is neither used nor released nor expired; the
    clock decides, so that nothing hangs when no sweeper runs. `key` is the number of an order, and
    of what was made for one later that number, a colon, and the cause."""

    __tablename__ = "reservations"
    __table_args__ = (
        CheckConstraint("quantity > 0", "quantity_positive"),
        Index(
            "ix_reservations_open",
            "stock_item_id",
            "expires_at",
            postgresql_where=text("used_at is null and released_at is null"),
        ),
        UniqueConstraint("key", "stock_item_id"),
        Index(
            "ix_reservations_sold",
            text("split_part(key, ':', 1)"),
            postgresql_where=text("used_at is not null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey(StockItem.id))
    key: Mapped[str] = mapped_column(String(120), index=True)
    quantity: Mapped[int]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]

    stock_item: Mapped[StockItem] = relationship()


class UnitValue(Model):
    """What one piece of a variant counts for from a day on: its price then. What stock was worth on
    any day follows from these and the movements."""

    __tablename__ = "unit_values"
    __table_args__ = (CheckConstraint("value_minor >= 0", "value_not_negative"),)

    variant_id: Mapped[int] = mapped_column(ForeignKey(Variant.id), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[Money] = composite(
        mapped_column("value_minor", BigInteger), mapped_column("value_currency", String(3))
    )


class ReorderPoint(Model):
    """How few pieces of a variant may be left at a cooperative before somebody orders more."""

    __tablename__ = "reorder_points"
    __table_args__ = (CheckConstraint("least > 0", "least_positive"),)

    variant_id: Mapped[int] = mapped_column(ForeignKey(Variant.id), primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), primary_key=True)
    least: Mapped[int]

    variant: Mapped[Variant] = relationship()
