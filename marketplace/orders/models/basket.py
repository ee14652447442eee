"""What a visitor has put aside. Nothing is held for her until she orders."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.core.db import Dated, Json, Model
from marketplace.core.money import Money
from marketplace.core.seal import Sealed, SealedJson


class Basket(Dated, Model):
    """A visitor's, known by the hash of her cookie, or a person's. `checkout_key` names the order
    that will come of it; ordering twice under one key is ordering once. `draft` is what its owner
    said at the checkout so far (`orders.checkout.draft.Draft` as JSON). `gift_note` is what the card
    says where all of it is a gift, perhaps nothing; None where it is none."""

    __tablename__ = "baskets"
    __table_args__ = (
        CheckConstraint("(token_hash is null) <> (user_id is null)", "of_visitor_or_user"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), unique=True)
    checkout_key: Mapped[str] = mapped_column(String(40), unique=True)
    touched_at: Mapped[datetime]
    draft: Mapped[Json] = mapped_column(SealedJson, default=dict)
    gift_note: Mapped[str | None] = mapped_column(Sealed)

    lines: Mapped[list["BasketLine"]] = relationship(
        back_populates="basket", order_by="BasketLine.id", cascade="all, delete-orphan"
    )


class BasketLine(Dated, Model):
    """So many of a variant, with the price its owner last saw; in the bag, or saved for `later`."""

    __tablename__ = "basket_lines"
    __table_args__ = (
        UniqueConstraint("basket_id", "variant_id"),
        CheckConstraint("quantity between 1 and 999", "quantity_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    basket_id: Mapped[int] = mapped_column(ForeignKey(Basket.id), index=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey(Variant.id))
    quantity: Mapped[int]
    later: Mapped[bool] = mapped_column(default=False)
    price_seen: Mapped[Money] = composite(
        mapped_column("price_seen_minor", BigInteger),
        mapped_column("price_seen_currency", String(3)),
    )

    basket: Mapped[Basket] = relationship(back_populates="lines")
    variant: Mapped[Variant] = relationship()
