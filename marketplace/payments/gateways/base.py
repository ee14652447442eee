"""The one shape of all ways in which money can come.

A gateway is asked twice, never inside a transaction: to `begin` a payment, and to `read` what
somebody says about one: the buyer's browser on its return, or the provider's own message, which
may come late, twice or before the browser. Whatever it reads goes to one service that holds the
payment's lock, so the order of arrival does not matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from marketplace.core.db import Texts
from marketplace.core.money import Money
from marketplace.payments.models import DisputeState, Payment, RefundState
from marketplace.payments.services import Arrival


@dataclass(frozen=True)
class Instructions:
    """What the buyer does herself: where to send how much under which reference. `page` has it."""

    reference: str
    account: dict[str, Any]
    page: str


@dataclass(frozen=True)
class Redirect:
    """Where her browser goes to pay."""

    url: str


@dataclass(frozen=True)
class ToldRefund:
    """How far a refund has come at the provider. `refund_id` is ours, None where it is not."""

    external_id: str
    refund_id: int | None
    state: RefundState
    amount: Money


@dataclass(frozen=True)
class ToldDispute:
    """A buyer's bank asks for the money back. `reason` is the bank's code."""

    external_id: str
    state: DisputeState
    amount: Money
    reason: str


@dataclass(frozen=True)
class Told:
    """What was said about a payment: that it came, or nothing yet (`arrival` is None), or that it
    cannot come any more (`ended`), and what became of it later. `back` is where a browser goes on."""

    reference: str
    arrival: Arrival | None
    back: str = ""
    ended: bool = False
    charge: str = ""
    refunds: Sequence[ToldRefund] = ()
    disputes: Sequence[ToldDispute] = ()


class Gateway(Protocol):
    name: str
    title: Any
    note: Any
    test: bool
    elsewhere: bool
    """Whether she pays on another page than ours: `begin` gives a Redirect."""

    @property
    def hold(self) -> timedelta:
        """For how long pieces are kept while the money is awaited."""

    def refusal(self, country: str, flags: Iterable[str], /) -> Texts | None:
        """Why goods with these compliance flags, sent there, cannot be paid so; None if they can."""

    def begin(self, payment: Payment, return_to: str) -> Instructions | Redirect:
        """Start, or start again: repeating it must not charge twice. Her browser comes back to
        the path `return_to`."""

    def read(self, message: Mapping[str, str]) -> Told:
        """What a returning browser or a provider's message means; Forbidden where it is forged."""
