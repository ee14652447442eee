"""Locations, stock items, movements and reservations."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import Dated, Model, Texts


class Location(Dated, Model):
    """A room, shelf or workshop where a cooperative keeps pieces."""

    __tablename__ = "locations"
    __table_args__ = (UniqueConstraint("cooperative_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), index=True)
    code: Mapped[str] = mapped_column(String(20))
    names: Mapped[Texts]

    cooperative: Mapped[Cooperative] = relationship()


class Condition(StrEnum):
    SELLABLE = "sellable"
    DISPLAY = "display"
    DAMAGED = "damaged"
    DOMESTIC = "domestic"  # of a grade that is not offered abroad, and never becomes it


class Owner(StrEnum):
    ARTISAN = "artisan"
    COOPERATIVE = "cooperative"


class StockItem(Model):
    """So many pieces of a variant at a location, in a condition, owned by someone.

    `on_hand` is the sum of its movements, kept for speed; `stock check` proves it.
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

    variant: Mapped[Variant] = relationship()
    location: Mapped[Location] = relationship()


class MovementKind(StrEnum):
    RECEIVED = "received"
    SOLD = "sold"
    RETURNED = "returned"
    DAMAGED = "damaged"
    LOST = "lost"
    FOUND = "found"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"


class Movement(Dated, Model):
    """Why a stock item changed, and by how many. Append-only. `key` is the cause, so that doing it
    twice changes nothing twice."""

    __tablename__ = "stock_movements"
    __table_args__ = (CheckConstraint("quantity <> 0", "quantity_not_zero"),)

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
    clock decides, so that nothing hangs when no sweeper runs."""

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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey(StockItem.id))
    key: Mapped[str] = mapped_column(String(120), index=True)
    quantity: Mapped[int]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]

    stock_item: Mapped[StockItem] = relationship()
