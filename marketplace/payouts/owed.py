"""What is owed to makers otherwise than for sold pieces, and can be paid."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import Scope
from marketplace.cooperatives.models import Artisan
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.payouts.models import Earning

_earning = Earning.__table__.c


def locked(cooperative_id: int, currency: str, artisan_ids: Collection[int]) -> list[Earning]:
    """What is payable to these makers and lies in no batch, held until the transaction ends."""
    return list(
        db.session.scalars(
            select(Earning)
            .where(
                Earning.cooperative_id == cooperative_id,
                _earning.amount_currency == currency,
                Earning.artisan_id.in_(artisan_ids),
                *is_due(),
            )
            .options(joinedload(Earning.artisan))
            .order_by(Earning.id)
            .with_for_update(of=Earning)
            .execution_options(populate_existing=True)
        )
    )


def rows(scope: Scope) -> Sequence[Any]:
    """By maker, cooperative and currency, in the columns of `queries.payable`."""
    return db.session.execute(
        select(
            Artisan,
            Earning.cooperative_id,
            _earning.amount_currency.label("currency"),
            func.sum(_earning.amount_minor).label("minor"),
            literal(0).label("sold"),
            func.sum(Earning.quantity).label("pieces"),
            func.jsonb_agg(Earning.titles.distinct()).label("titles"),
            func.min(Earning.payable_on).label("oldest"),
        )
        .join(Earning, Earning.artisan_id == Artisan.id)
        .options(selectinload(Artisan.place))
        .where(scope.clause(Earning.cooperative_id), *is_due())
        .group_by(Artisan.id, Earning.cooperative_id, _earning.amount_currency)
        .order_by(Artisan.id, Earning.cooperative_id, _earning.amount_currency)
    ).all()


def is_due() -> tuple[ColumnElement[bool], ...]:
    """What holds for what can be paid today and lies in no batch."""
    return (Earning.payout_id.is_(None), Earning.payable_on <= today())
