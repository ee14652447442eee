"""Where the money of what is payable goes: the maker's part and the parts of the commission."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import func, select

from marketplace.accounts.models import Scope
from marketplace.cooperatives.models import CommissionTerm
from marketplace.cooperatives.pricing import COMMISSION_KINDS, MAKER, WHOLE, Share
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.orders.models import OrderLine
from marketplace.payouts.models import Credit
from marketplace.payouts.queries import OWN_PIECES, is_payable

Key = tuple[int, str]
"""A cooperative and a currency."""

_credit = Credit.__table__.c


def divided(scope: Scope) -> Mapping[Key, list[Share]]:
    """What the payable pieces were sold for, split as the terms of their orders say. The parts add
    up to it; empty ones are left out."""
    parts: dict[Key, Counter[str]] = {}
    for cooperative_id, currency, shares, sold, earned in db.session.execute(
        select(
            Credit.cooperative_id,
            _credit.amount_currency,
            CommissionTerm.shares,
            func.sum(OrderLine.unit_price_minor * OWN_PIECES),
            func.sum(_credit.amount_minor),
        )
        .join(OrderLine, OrderLine.id == Credit.order_line_id)
        .outerjoin(CommissionTerm, CommissionTerm.id == OrderLine.commission_term_id)
        .where(scope.clause(Credit.cooperative_id), *is_payable())
        .group_by(Credit.cooperative_id, _credit.amount_currency, CommissionTerm.id)
        .order_by(Credit.cooperative_id, _credit.amount_currency, CommissionTerm.id)
    ):
        own = parts.setdefault((cooperative_id, currency), Counter())
        own[MAKER] += int(earned)
        own.update(_commission(Money(max(int(sold) - int(earned), 0), currency), shares or {}))
    return {key: _shares(own, key[1]) for key, own in parts.items()}


def _commission(kept: Money, shares: Mapping[str, int]) -> dict[str, int]:
    kinds = [kind for kind in COMMISSION_KINDS if shares.get(kind)] or [COMMISSION_KINDS[0]]
    amounts = kept.split([int(shares.get(kind, WHOLE)) for kind in kinds])
    return {kind: money.minor for kind, money in zip(kinds, amounts, strict=True)}


def _shares(own: Counter[str], currency: str) -> list[Share]:
    whole = sum(own.values())
    return [
        Share(kind, Money(own[kind], currency), own[kind] * WHOLE // whole)
        for kind in (MAKER, *COMMISSION_KINDS)
        if own[kind]
    ]
