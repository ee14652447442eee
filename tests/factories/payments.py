from datetime import timedelta
from itertools import count
from typing import Any

from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.payments import services
from marketplace.payments.models import Payment, Receipt
from marketplace.payments.references import creditor_reference

_numbers = count(1)


def make_payment(amount: Money = Money(120_00, "EUR"), **given: Any) -> Payment:  # noqa: B008
    """A bank transfer that is awaited."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "gateway": "transfer",
        "reference": creditor_reference(f"TST-2026-{number:05}"),
        "payee_id": 1,
        "due_at": now() + timedelta(days=7),
        "details": {"orders": [f"TST-2026-{number:05}"], "buyer": "Clara Weiß"},
    }
    asked = services.expect(amount=amount, **defaults | given)
    return db.session.get_one(Payment, asked)


def make_receipt(payment: Payment, amount: Money | None = None, **given: Any) -> Receipt:
    """Money that arrived for it; all that is outstanding unless said otherwise."""
    defaults: dict[str, Any] = {
        "external_id": f"BANK-{next(_numbers)}",
        "value_date": today(),
        "sender": "Clara Weiß",
        "by": None,
    }
    return services.record_receipt(
        payment, amount=amount or payment.outstanding, **defaults | given
    )
