"""What pieces are made of."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Dated, Model, Texts


class Unit(StrEnum):
    """What is counted: whole grams, millilitres, centimetres or pieces."""

    GRAM = "gram"
    MILLILITRE = "millilitre"
    CENTIMETRE = "centimetre"
    PIECE = "piece"


class Material(Dated, Model):
    """Yarn, dye, clay, wood. `on_hand` is the sum of its movements, kept for speed; `production
    check` proves it. `reorder_at` is when to buy."""

    __tablename__ = "materials"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", "on_hand_not_negative"),
        CheckConstraint("reorder_at >= 0", "reorder_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    names: Mapped[Texts]
    unit: Mapped[Unit]
    on_hand: Mapped[int] = mapped_column(default=0)
    reorder_at: Mapped[int] = mapped_column(default=0)
