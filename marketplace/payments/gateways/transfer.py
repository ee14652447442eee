"""A bank transfer against a proforma."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from flask_babel import lazy_gettext

from marketplace.config import settings
from marketplace.core.db import Texts
from marketplace.core.errors import NotFound
from marketplace.payments.gateways.base import Instructions, Told
from marketplace.payments.models import Payment


class BankTransfer:
    """The buyer's bank sends it; a treasurer sees it on the statement and notes it."""

    name = "transfer"
    title = lazy_gettext("Bank transfer against a proforma")
    note = lazy_gettext(
        "The pieces are held for you while your bank sends the money. "
        "Reference and account come at once, by e-mail too."
    )
    test = False
    elsewhere = False

    @property
    def hold(self) -> timedelta:
        return timedelta(days=settings().transfer_hold_days)

    def refusal(self, _country: str, _flags: Iterable[str], /) -> Texts | None:
        return None

    def begin(self, payment: Payment, return_to: str) -> Instructions:
        account = dict(payment.account or {})
        return Instructions(payment.reference, account, return_to)

    def read(self, message: Mapping[str, str]) -> Told:
        raise NotFound(message.get("reference", ""))  # no machine speaks for a bank
