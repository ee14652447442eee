"""How a cooperative sends, and what it asks for it. Dated; an order copies what it used."""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import Model, Texts
from marketplace.core.money import Money


class DeliveryZone(Model):
    """Which zone of the rate tables a country lies in."""

    __tablename__ = "delivery_zones"

    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    zone: Mapped[str] = mapped_column(String(20))


class DeliveryService(Model):
    """A way of sending that a cooperative offers, as it is from a day on, until a later version of
    the same `code` begins or it ends. Days are working days in transit.

    `volume_divisor` gives volumetric kilograms: cubic millimetres / divisor; 0 where volume is free.
    """

    __tablename__ = "delivery_services"
    __table_args__ = (UniqueConstraint("cooperative_id", "code", "starts_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), index=True)
    code: Mapped[str] = mapped_column(String(20))
    names: Mapped[Texts]
    carrier: Mapped[str] = mapped_column(String(60))
    tracking_url: Mapped[str] = mapped_column(String(200), default="")  # with {number}
    incoterm: Mapped[str] = mapped_column(String(3), default="DAP")
    days_min: Mapped[int]
    days_max: Mapped[int]
    volume_divisor: Mapped[int] = mapped_column(default=5_000_000)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(200), default="")

    cooperative: Mapped[Cooperative] = relationship()
    rates: Mapped[list["DeliveryRate"]] = relationship(
        back_populates="service", order_by="DeliveryRate.up_to_grams"
    )


class DeliveryRate(Model):
    """The price of a parcel of up to so many chargeable grams into a zone."""

    __tablename__ = "delivery_rates"
    __table_args__ = (UniqueConstraint("service_id", "zone", "up_to_grams"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey(DeliveryService.id), index=True)
    zone: Mapped[str] = mapped_column(String(20))
    up_to_grams: Mapped[int]
    price: Mapped[Money] = composite(
        mapped_column("price_minor", BigInteger), mapped_column("price_currency", String(3))
    )

    service: Mapped[DeliveryService] = relationship(back_populates="rates")
