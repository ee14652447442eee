"""What a buyer has said at the checkout so far. It lies with her basket, so nothing is lost by
going back, by another tab, or by coming again tomorrow."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol, Self

from marketplace.core.db import Json, db
from marketplace.localisation.addresses import Address
from marketplace.orders.models import Basket


class Bag(Protocol):
    """What a basket, or a row of one, tells of itself."""

    @property
    def id(self) -> int: ...
    @property
    def checkout_key(self) -> str: ...
    @property
    def draft(self) -> Json: ...
    @property
    def gift_note(self) -> str | None: ...


@dataclass(frozen=True)
class Draft:
    """`deliveries` is the chosen service's code by cooperative."""

    country: str = ""
    email: str = ""
    phone: str = ""
    tax_id: str = ""
    address: dict[str, str] = field(default_factory=dict)
    deliveries: dict[int, str] = field(default_factory=dict)
    gateway: str = ""

    @classmethod
    def of(cls, basket: Bag) -> Self:
        said: dict[str, Any] = dict(basket.draft or {})
        said["deliveries"] = {int(k): v for k, v in said.get("deliveries", {}).items()}
        return cls(**said)

    def keep(self, basket: Basket) -> None:
        basket.draft = self.as_json()
        db.session.flush()

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "deliveries": {str(k): v for k, v in self.deliveries.items()}}

    @property
    def addressed(self) -> bool:
        return bool(self.country and self.address and self.email and self.phone)

    @property
    def to(self) -> Address:
        return Address.from_json({**self.address, "country": self.country})

    def addressed_to(self, address: Address, **contact: str) -> "Draft":
        """With another address; how it travels is kept where the country stays."""
        deliveries = self.deliveries if address.country == self.country else {}
        return replace(
            self,
            country=address.country,
            address=address.as_json(),
            deliveries=deliveries,
            **contact,
        )

    def as_address_json(self) -> dict[str, str]:
        """The address as an order keeps it, with what customs and carriers ask for besides."""
        kept = {**self.address, "country": self.country, "phone": self.phone}
        return {**kept, "tax_id": self.tax_id} if self.tax_id else kept
