"""Places where pieces lie: rooms with shelves in them, the showroom, a fair far away."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import Dated, Model, Texts


class PlaceKind(StrEnum):
    ROOM = "room"
    SHELF = "shelf"
    SHOWROOM = "showroom"
    WORKSHOP = "workshop"
    EXHIBITION = "exhibition"
    QUARANTINE = "quarantine"
    TRANSIT = "transit"  # between two places: sent, and not yet received


class Location(Dated, Model):
    """A room, shelf or workshop where a cooperative, or the centre, keeps pieces. Places lie in
    places; one without a parent is a root."""

    __tablename__ = "locations"
    __table_args__ = (
        UniqueConstraint("cooperative_id", "code"),
        CheckConstraint("parent_id <> id", "not_in_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"), index=True)
    kind: Mapped[PlaceKind] = mapped_column(default=PlaceKind.ROOM, server_default="room")
    code: Mapped[str] = mapped_column(String(20))
    names: Mapped[Texts]

    cooperative: Mapped[Cooperative] = relationship()
