"""The ways money can come, behind one shape."""

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.config import settings
from marketplace.core.db import Texts
from marketplace.core.errors import NotFound
from marketplace.payments.gateways.base import Gateway, Instructions, Redirect, Told
from marketplace.payments.gateways.card import CardGateway
from marketplace.payments.gateways.demo import DemoGateway
from marketplace.payments.gateways.transfer import BankTransfer

__all__ = [
    "CardGateway",
    "Gateway",
    "Instructions",
    "Offer",
    "Redirect",
    "Told",
    "gateway",
    "gateways",
    "offer_for",
]


@dataclass(frozen=True)
class Offer:
    """The ways a sale can be paid, and why the others cannot be used for it, each by name."""

    ways: dict[str, Gateway]
    refusals: dict[str, Texts]


def gateways() -> dict[str, Gateway]:
    """Those that this installation has, by name, in the order they are shown."""
    known: list[Gateway] = [BankTransfer()]
    if settings().takes_cards:
        known.append(CardGateway())
    if settings().demo_payments and not settings().production:
        known.append(DemoGateway())
    return {gateway.name: gateway for gateway in known}


def gateway(name: str) -> Gateway:
    found = gateways().get(name)
    if found is None:
        raise NotFound
    return found


def offer_for(country: str, flags: Iterable[str]) -> Offer:
    """What is offered for goods with these compliance flags that go to a country."""
    kept = frozenset(flags)
    refusals = {name: way.refusal(country, kept) for name, way in gateways().items()}
    return Offer(
        {name: way for name, way in gateways().items() if refusals[name] is None},
        {name: why for name, why in refusals.items() if why is not None},
    )
