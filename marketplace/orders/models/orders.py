"""What was agreed, copied on the day so that nothing later can change it."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.db import Dated, Json, Model, Strings, Texts
from marketplace.core.money import Money
from marketplace.core.seal import Marks, Sealed, SealedJson, begun
from marketplace.core.states import Flow, Stateful
from marketplace.media.models import Picture
from marketplace.payments.models import Payment


def words_of(address: Json) -> list[str]:
    """What the office may type to find who is sent to: parts of her name and her town."""
    return begun(str(address.get(part) or "") for part in ("name", "city"))


class OrderGroup(Dated, Model):
    """What one buyer ordered at once: one order for each cooperative she bought from.

    `address` is a `localisation.addresses.Address` as JSON, sealed; `country` and the keyed hashes
    in `found_by` follow it, so that lists can ask for them. `display` is the currency she
    was shown, with its rate of the day, for the record.
    """

    __tablename__ = "order_groups"
    __table_args__ = (Index("ix_order_groups_found_by", "found_by", postgresql_using="gin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    checkout_key: Mapped[str] = mapped_column(String(40), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    locale: Mapped[str] = mapped_column(String(8))
    currency: Mapped[str] = mapped_column(String(3))
    total_minor: Mapped[int] = mapped_column(BigInteger)
    country: Mapped[str] = mapped_column(String(2), index=True)
    address: Mapped[Json] = mapped_column(SealedJson)
    found_by: Mapped[Strings] = mapped_column(
        Marks, info={"words": lambda row: words_of(row["address"])}
    )
    display_currency: Mapped[str] = mapped_column(String(3))
    display_rate: Mapped[Decimal | None]

    user: Mapped[User | None] = relationship()
    orders: Mapped[list["Order"]] = relationship(back_populates="group", order_by="Order.id")

    @validates("address")
    def _note_what_is_asked_for(self, _key: str, address: Json) -> Json:
        self.country, self.found_by = str(address.get("country") or ""), words_of(address)
        return address

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)


class OrderCounter(Model):
    """The last number given in a cooperative's year; locked while the next is taken, so that none
    is missing and none is twice."""

    __tablename__ = "order_counters"

    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True, default="order")
    last: Mapped[int] = mapped_column(default=0)


class OrderState(StrEnum):
    PLACED = "placed"
    HELD = "held"
    PAID = "paid"
    CONFIRMED = "confirmed"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


S = OrderState


class Order(Stateful, Dated, Model):
    """One buyer's order from one cooperative. All its amounts are in `currency`.

    While it is held nothing is to be paid and nothing is sent: two people look at it first.
    `gift_note` is what the card says where the order is a gift, perhaps nothing; else None.
    """

    flow = Flow(
        {
            S.PLACED: {S.HELD, S.PAID, S.CANCELLED},
            S.HELD: {S.PLACED, S.CANCELLED},
            S.PAID: {S.CONFIRMED, S.CANCELLED},
            S.CONFIRMED: {S.PARTLY_SHIPPED, S.SHIPPED, S.CANCELLED},
            S.PARTLY_SHIPPED: {S.SHIPPED},
            S.SHIPPED: {S.DELIVERED},
            S.DELIVERED: set(),
            S.CANCELLED: set(),
        }
    )
    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("total_minor = goods_minor + shipping_minor", "total_adds_up"),
        Index("ix_orders_board", "cooperative_id", "state", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[OrderState] = mapped_column(default=OrderState.PLACED)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(OrderGroup.id), index=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey(Payment.id), index=True)
    gateway: Mapped[str] = mapped_column(String(20), default="transfer")
    currency: Mapped[str] = mapped_column(String(3))
    goods_minor: Mapped[int] = mapped_column(BigInteger)
    shipping_minor: Mapped[int] = mapped_column(BigInteger)
    total_minor: Mapped[int] = mapped_column(BigInteger)
    delivery: Mapped[Json]  # service code, names, carrier, tracking_url, days, chargeable grams
    incoterm: Mapped[str] = mapped_column(String(3))
    incoterm_place: Mapped[str] = mapped_column(String(80))
    charges: Mapped[Json]  # compliance.duties.Charges as JSON: the estimate shown, with its rule
    seller: Mapped[Json] = mapped_column(SealedJson)  # names, ids, address, bank account of the day
    gift_note: Mapped[str | None] = mapped_column(Sealed)
    cancel_reason: Mapped[str | None] = mapped_column(String(300))
    reserved_until: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]

    group: Mapped[OrderGroup] = relationship(back_populates="orders")
    cooperative: Mapped[Cooperative] = relationship()
    payment: Mapped[Payment | None] = relationship()
    lines: Mapped[list["OrderLine"]] = relationship(
        back_populates="order", order_by="OrderLine.position"
    )

    @property
    def goods(self) -> Money:
        return Money(self.goods_minor, self.currency)

    @property
    def shipping(self) -> Money:
        return Money(self.shipping_minor, self.currency)

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)


class OrderLine(Model):
    """One article of an order. `commission_minor` is of the whole line; the rest is the artisan's."""

    __tablename__ = "order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("quantity > 0", "quantity_positive"),
        CheckConstraint("total_minor = unit_price_minor * quantity", "total_adds_up"),
        CheckConstraint("commission_minor between 0 and total_minor", "commission_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(Order.id), index=True)
    position: Mapped[int]
    variant_id: Mapped[int] = mapped_column(ForeignKey(Variant.id), index=True)
    artisan_id: Mapped[int] = mapped_column(ForeignKey(Artisan.id), index=True)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey(Picture.id))
    sku: Mapped[str] = mapped_column(String(40))
    titles: Mapped[Texts]
    variant_names: Mapped[Texts]
    artisan_names: Mapped[Texts]
    materials: Mapped[Json]
    hs_code: Mapped[str] = mapped_column(String(6))
    origin_country: Mapped[str] = mapped_column(String(2))
    flags: Mapped[Json]
    made_to_order: Mapped[bool]
    lead_time_days: Mapped[int | None]
    quantity: Mapped[int]
    net_grams: Mapped[int]  # of one piece
    packed_grams: Mapped[int]  # of one piece
    unit_price_minor: Mapped[int] = mapped_column(BigInteger)
    list_price_minor: Mapped[int] = mapped_column(BigInteger)  # in the cooperative's currency
    list_currency: Mapped[str] = mapped_column(String(3))
    exchange_rate: Mapped[Decimal]
    exchange_rate_as_of: Mapped[str] = mapped_column(String(10))
    total_minor: Mapped[int] = mapped_column(BigInteger)
    commission_bp: Mapped[int]
    commission_term_id: Mapped[int] = mapped_column()
    commission_minor: Mapped[int] = mapped_column(BigInteger)

    order: Mapped[Order] = relationship(back_populates="lines")
    artisan: Mapped[Artisan] = relationship()
    variant: Mapped[Variant] = relationship()
    picture: Mapped[Picture | None] = relationship()

    @property
    def unit_price(self) -> Money:
        return Money(self.unit_price_minor, self.order.currency)

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.order.currency)

    @property
    def commission(self) -> Money:
        return Money(self.commission_minor, self.order.currency)

    @property
    def artisan_share(self) -> Money:
        return self.total - self.commission

    def share_of(self, pieces: int) -> Money:
        """The share of the line's first so many pieces; no cent is lost between them and the rest."""
        return self.artisan_share.split([pieces, self.quantity - pieces])[0]


class OrderEvent(Dated, Model):
    """A line of an order's timeline. `kind` is a code that pages put into words."""

    __tablename__ = "order_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(Order.id), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    details: Mapped[Json] = mapped_column(default=dict)
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    public: Mapped[bool] = mapped_column(default=True)


class OrderMessage(Dated, Model):
    """Words between a buyer and her cooperative, on an order."""

    __tablename__ = "order_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(Order.id), index=True)
    from_buyer: Mapped[bool]
    author: Mapped[str] = mapped_column(String(120))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    text: Mapped[str]
