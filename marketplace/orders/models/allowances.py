"""What a cooperative gives back of sold goods, piece by piece, at its own cost."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Dated, Model
from marketplace.orders.models.orders import Order, OrderLine
from marketplace.payments.models import Refund


class Allowance(Dated, Model):
    """So many pieces of a line, or the shipping (no line), of an order that stays sold. The makers
    keep their shares; the cooperative bears it."""

    __tablename__ = "order_allowances"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", "amount_positive"),
        CheckConstraint("(order_line_id is null) = (quantity is null)", "pieces_of_a_line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(Order.id), index=True)
    refund_id: Mapped[int] = mapped_column(ForeignKey(Refund.id), index=True)
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey(OrderLine.id))
    quantity: Mapped[int | None]
    amount_minor: Mapped[int] = mapped_column(BigInteger)

    order: Mapped[Order] = relationship()
    refund: Mapped[Refund] = relationship()
