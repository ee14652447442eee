"""How materials come and go."""

from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Model
from marketplace.core.money import Money
from marketplace.pardis.production.models.materials import Material
from marketplace.pardis.production.models.orders import WorkOrder


class Happening(StrEnum):
    RECEIVED = "received"  # into the store
    ISSUED = "issued"  # out of the store, to an order
    RETURNED = "returned"  # from an order, into the store
    USED = "used"  # in the pieces of an order
    WASTED = "wasted"  # of an order, or in the store
    LENT = "lent"  # out of the store, to a maker on credit


SIGNS = """
    (happening = 'received' and stock = quantity and work_order_id is null)
    or (happening in ('issued', 'lent') and stock = -quantity and work_order_id is not null)
    or (happening = 'returned' and stock = quantity and work_order_id is not null)
    or (happening = 'used' and stock = 0 and work_order_id is not null)
    or (happening = 'wasted' and stock = case when work_order_id is null then -quantity else 0 end)
"""


class MaterialMovement(Dated, Model):
    """Why a material changed, by how much, and what that did to the store (`stock`). Append-only.
    `key` is the cause, so that doing it twice changes nothing twice. `price` is what a kilogram,
    litre, metre or piece cost that came in."""

    __tablename__ = "material_movements"
    __table_args__ = (
        CheckConstraint("quantity > 0", "quantity_positive"),
        CheckConstraint(SIGNS, "stock_as_it_happened"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey(Material.id), index=True)
    work_order_id: Mapped[int | None] = mapped_column(ForeignKey(WorkOrder.id), index=True)
    happening: Mapped[Happening]
    quantity: Mapped[int]
    stock: Mapped[int]
    key: Mapped[str] = mapped_column(String(120), unique=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    price_minor: Mapped[int | None] = mapped_column(BigInteger)
    price_currency: Mapped[str | None] = mapped_column(String(3))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    material: Mapped[Material] = relationship()
    work_order: Mapped[WorkOrder | None] = relationship()
    by: Mapped[User | None] = relationship()

    @property
    def price(self) -> Money | None:
        if self.price_minor is None or self.price_currency is None:
            return None
        return Money(self.price_minor, self.price_currency)
