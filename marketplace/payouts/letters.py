"""What is written to makers about their money, in their language."""

from collections.abc import Sequence
from typing import Any

from marketplace.cooperatives.models import Artisan
from marketplace.core.calendars import written_for
from marketplace.core.money import Money
from marketplace.localisation.formats import format_day, format_money
from marketplace.notifications import services as notifications
from marketplace.payouts.models import Credit, Payout, PayoutBatch


def credited(artisan: Artisan, parcel_number: str, hers: Sequence[Credit]) -> None:
    """It has arrived; this is hers, and payable on that day."""
    total = Money.total((credit.amount for credit in hers), hers[0].amount.currency)
    lang = _lang(artisan)
    with written_for(artisan.user.calendar if artisan.user else None):
        payable_on = format_day(max(credit.payable_on for credit in hers), lang)
    context = {
        "share": format_money(total, lang),
        "payable_on": payable_on,
        "lines": [
            {"titles": credit.order_line.titles, "quantity": credit.own_pieces} for credit in hers
        ],
    }
    _send(artisan, f"parcel:{parcel_number}:credited", "artisan_credited", context)


def paid(payout: Payout, batch: PayoutBatch) -> None:
    lang = _lang(payout.artisan)
    context = {
        "share": format_money(payout.amount, lang),
        "account_end": payout.sheba[-4:],
        "bank_reference": batch.bank_reference,
        "batch": batch.number,
    }
    _send(payout.artisan, f"payout:{payout.id}:paid", "payout_paid", context)


def _send(artisan: Artisan, key: str, template: str, context: dict[str, Any]) -> None:
    user = artisan.user
    if user is None or not user.is_active:
        return
    notifications.send(
        key=f"{key}:{artisan.id}",
        to=user.email,
        locale=user.locale,
        template=template,
        context=context | {"name": artisan.names.get(user.locale) or user.name},
    )


def _lang(artisan: Artisan) -> str:
    return artisan.user.locale if artisan.user else "fa"
