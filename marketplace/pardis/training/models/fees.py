"""What a course costs, who pays less, and what an enrolment is asked for."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.core.db import Dated, Json, Model, Texts
from marketplace.core.money import Money
from marketplace.core.seal import Sealed
from marketplace.core.states import Flow, Stateful
from marketplace.pardis.training.models.courses import Course
from marketplace.pardis.training.models.groups import Group
from marketplace.pardis.training.models.people import Enrolment
from marketplace.payments.models import Payment


class CentreAccount(Dated, Model):
    """Where the centre is paid, in one currency; the newest that is not closed counts."""

    __tablename__ = "centre_accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3))
    holder: Mapped[str] = mapped_column(String(120))
    bank: Mapped[str] = mapped_column(String(120))
    iban: Mapped[str] = mapped_column(Sealed)
    bic: Mapped[str] = mapped_column(String(11))
    closed_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return f"{self.currency} {self.iban[:2]}…{self.iban[-4:]}"

    def as_json(self) -> Json:
        return {name: getattr(self, name) for name in ("holder", "bank", "iban", "bic", "currency")}


class FeeRate(Dated, Model):
    """What a course costs from a day on; with `group_id`, in that group alone. Never changed: a new
    one follows."""

    __tablename__ = "fee_rates"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", "amount_not_negative"),
        Index("ix_fee_rates_course_id_from_day", "course_id", "from_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))
    group_id: Mapped[int | None] = mapped_column(ForeignKey(Group.id), index=True)
    amount: Mapped[Money] = composite(
        mapped_column("amount_minor", BigInteger), mapped_column("amount_currency", String(3))
    )
    from_day: Mapped[date]

    course: Mapped[Course] = relationship()
    group: Mapped[Group | None] = relationship()


class RefundWhen(StrEnum):
    BEFORE = "before"
    AFTER = "after"
    CANCELLED = "cancelled"


class RefundRule(Model):
    """What goes back of a fee to who leaves, by the table that held when she was asked to pay.

    `BEFORE`: at least `bound` days before the first session; `AFTER`: when at most `bound`
    sessions were held; `CANCELLED`: when the centre calls the group off. `percent` is whole.
    """

    __tablename__ = "refund_rules"
    __table_args__ = (CheckConstraint("percent between 0 and 100", "percent_in_range"),)

    from_day: Mapped[date] = mapped_column(primary_key=True)
    happens: Mapped[RefundWhen] = mapped_column(primary_key=True)
    bound: Mapped[int] = mapped_column(primary_key=True)
    percent: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))


class ScholarshipRule(Model):
    """Who pays so much less, from a day on. `percent` is whole."""

    __tablename__ = "scholarship_rules"
    __table_args__ = (CheckConstraint("percent between 0 and 100", "percent_in_range"),)

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    from_day: Mapped[date] = mapped_column(primary_key=True)
    percent: Mapped[int]
    names: Mapped[Texts]
    source: Mapped[str] = mapped_column(String(200))


class FeeState(StrEnum):
    OWED = "owed"
    PAID = "paid"
    FREE = "free"
    LAPSED = "lapsed"
    ENDED = "ended"


class Fee(Stateful, Dated, Model):
    """What an enrolment is asked for, copied on the day it was asked. `full_minor` is the price and
    `due_minor` what is left of it after a scholarship. `earned_at` is when the course had begun
    and the centre had earned it.

    Who moves to a dearer group is asked for the difference: that is another fee, the next `part`
    of the enrolment. `price_minor` is what her seat costs since she was asked for this part, or
    moved last. It may have been paid in another currency, by a dated rate: `charged` says."""

    flow = Flow(
        {
            FeeState.OWED: {FeeState.PAID, FeeState.FREE, FeeState.LAPSED, FeeState.ENDED},
            FeeState.FREE: {FeeState.ENDED},
            FeeState.PAID: {FeeState.ENDED},
            FeeState.LAPSED: set(),
            FeeState.ENDED: set(),
        }
    )
    __tablename__ = "fees"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "part"),
        CheckConstraint("due_minor between 0 and full_minor", "due_within_full"),
        CheckConstraint("(state = 'free') <= (due_minor = 0)", "free_costs_nothing"),
        Index("ix_fees_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[FeeState] = mapped_column(default=FeeState.OWED)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id))
    part: Mapped[int] = mapped_column(default=0, server_default="0")
    payment_id: Mapped[int | None] = mapped_column(ForeignKey(Payment.id), unique=True)
    full_minor: Mapped[int] = mapped_column(BigInteger)
    due_minor: Mapped[int] = mapped_column(BigInteger)
    price_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    asked: Mapped[int] = mapped_column(default=0)  # how many payments were asked for so far
    scholarship: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(300), default="")
    due_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    earned_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    enrolment: Mapped[Enrolment] = relationship()
    payment: Mapped[Payment | None] = relationship()

    @property
    def full(self) -> Money:
        return Money(self.full_minor, self.currency)

    @property
    def due(self) -> Money:
        return Money(self.due_minor, self.currency)

    @property
    def price(self) -> Money:
        return Money(self.price_minor, self.currency)

    @property
    def charged(self) -> Money:
        """What is asked for where she pays, or was paid there."""
        return self.payment.amount if self.payment else self.due
