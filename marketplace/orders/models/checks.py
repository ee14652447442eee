"""What people found and decided about an order whose destination or goods are under review."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Json, Model
from marketplace.orders.models.orders import Order


class CheckStep(StrEnum):
    OPENED = "opened"
    PROPOSED = "proposed"
    RELEASED = "released"
    REFUSED = "refused"


class ComplianceCheck(Dated, Model):
    """One step of the check of an order. Append-only: the table refuses UPDATE and DELETE.

    `policy` is what held on the day: `{"country", "reasons": [texts], "as_of": [days]}`. `lists`
    says which lists of parties were read, and of which day. Two different people release.
    """

    __tablename__ = "compliance_checks"
    __table_args__ = (
        UniqueConstraint("order_id", "step"),
        CheckConstraint("(step = 'opened') = (by_id is null)", "somebody_decides"),
        CheckConstraint(
            "step <> 'released' or (proposed_by_id is not null and proposed_by_id <> by_id)",
            "two_people_release",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(Order.id), index=True)
    step: Mapped[CheckStep]
    policy: Mapped[Json]
    lists: Mapped[str] = mapped_column(String(300), default="")
    reason: Mapped[str] = mapped_column(String(1000), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    order: Mapped[Order] = relationship()
    by: Mapped[User | None] = relationship(foreign_keys=by_id)
