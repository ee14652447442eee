"""What we know of a card company's side of our payments."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Json, Model
from marketplace.core.money import Money
from marketplace.payments.models import Payment


class CardCheckout(Dated, Model):
    """The company's page for one payment; there is never a second. It is saved before the company
    is asked, with all that is asked for, so that after a lost answer the same is asked again."""

    __tablename__ = "card_checkouts"

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey(Payment.id), unique=True)
    locale: Mapped[str] = mapped_column(String(8))
    back: Mapped[str]  # the path of the page she comes from, and goes back to without paying
    done: Mapped[str]  # the path of the page she comes to when she has paid
    expires_at: Mapped[datetime]
    session: Mapped[str | None] = mapped_column(String(255), unique=True)
    url: Mapped[str | None]
    charge: Mapped[str | None] = mapped_column(String(255), unique=True)
    ended_at: Mapped[datetime | None]

    payment: Mapped[Payment] = relationship()

    @property
    def key(self) -> str:
        """Under which the company opens it once."""
        return f"checkout-{self.id}"


class CardMessage(Dated, Model):
    """What the company sent, by its own number of it, and when we were through with it. Of its
    content only what helps to trace it: names and cards of buyers are not kept."""

    __tablename__ = "card_messages"
    __table_args__ = (
        Index("ix_card_messages_waiting", "created_at", postgresql_where="done_at is null"),
    )

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))
    reference: Mapped[str] = mapped_column(String(60))
    charge: Mapped[str] = mapped_column(String(255))
    content: Mapped[Json]
    done_at: Mapped[datetime | None]


class CardForward(Dated, Model):
    """Money that was sent on from the company to a cooperative's bank, as its statement shows."""

    __tablename__ = "card_forwards"
    __table_args__ = (
        UniqueConstraint("payee_id", "external_id"),
        CheckConstraint("amount_minor > 0", "amount_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payee_id: Mapped[int] = mapped_column(index=True)
    external_id: Mapped[str] = mapped_column(String(60))
    amount: Mapped[Money] = composite(
        mapped_column("amount_minor", BigInteger), mapped_column("amount_currency", String(3))
    )
    value_date: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
