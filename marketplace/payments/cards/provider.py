"""What we ask of a card company, in our words. The company's library is slow to load and large, so
it comes in with the first request that needs it, and not at all where no keys are set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from marketplace.config import Settings, settings
from marketplace.core.errors import DomainError
from marketplace.core.late import late
from marketplace.core.money import Money
from marketplace.payments.models import DisputeState, RefundState

if TYPE_CHECKING:
    from marketplace.payments.cards import stripe_api
else:
    stripe_api = late("marketplace.payments.cards.stripe_api")


class Unreachable(DomainError):
    """The company did not answer, or not in time: whether it did what was asked is not known."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class Refused(Exception):
    """The company will not do it; `code` is its word for why. Asking again would not help."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Forged(Exception):
    """A message does not come from the company, or is too old to be believed."""


@dataclass(frozen=True)
class Wanted:
    """A page of the company on which one payment is to be made. The same `key` opens it once."""

    key: str
    reference: str
    amount: Money
    title: str
    email: str
    locale: str
    expires_at: datetime
    success_url: str
    cancel_url: str


@dataclass(frozen=True)
class Opened:
    id: str
    url: str


@dataclass(frozen=True)
class SeenRefund:
    """`refund_id` is our own number of it."""

    id: str
    refund_id: int | None
    state: RefundState
    amount: Money


@dataclass(frozen=True)
class SeenDispute:
    charge: str
    id: str
    state: DisputeState
    amount: Money
    reason: str


@dataclass(frozen=True)
class Seen:
    """How a checkout stands at the company. `charge` is its number of the payment."""

    paid: bool
    ended: bool
    charge: str
    amount: Money
    refunds: Sequence[SeenRefund] = ()
    disputes: Sequence[SeenDispute] = ()


@dataclass(frozen=True)
class Message:
    """What the company sent by itself. `reference` is ours, `session` and `charge` the company's
    numbers of what it is about; each may be missing."""

    id: str
    kind: str
    reference: str
    session: str
    charge: str
    content: dict[str, Any]


class Provider(Protocol):
    """Every method may raise Unreachable."""

    def open(self, wanted: Wanted) -> Opened:
        """Refused, where the company will not take such a payment."""

    def look(self, session: str) -> Seen: ...

    def close(self, session: str) -> None:
        """Nobody can pay there any more; harmless where it has been paid or has ended."""

    def send_back(self, key: str, charge: str, amount: Money, refund_id: int) -> SeenRefund:
        """The same `key` sends once. Refused, where it cannot be done."""

    def reference_of(self, charge: str) -> str:
        """Our reference of a payment of the company, empty where it is not ours."""

    def disputes_since(self, moment: datetime) -> Sequence[SeenDispute]:
        """Those that were opened since then, of all payments."""

    def read(self, body: bytes, signature: str) -> Message:
        """A message of the company; Forged where it is not."""


def provider() -> Provider:
    """The company whose keys are set."""
    return _made(settings())


@cache
def _made(configured: Settings) -> Provider:
    made: Provider = stripe_api.Stripe(configured)
    return made
