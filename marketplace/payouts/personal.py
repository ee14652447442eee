"""What payouts know of a maker. What was earned and paid stays in the books."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from marketplace.accounts.models import User
from marketplace.accounts.personal import Facts, Knower
from marketplace.cooperatives.personal import artisan_of
from marketplace.core.db import db
from marketplace.payouts.models import BatchState, Credit, Earning, Payout, PayoutBatch


def tell(user: User) -> Facts:
    artisan = artisan_of(user.id)
    if artisan is None:
        return {}
    earned = [row for kind in (Credit, Earning) for row in _earned(kind, artisan.id)]
    payouts = select(Payout).where(Payout.artisan_id == artisan.id).order_by(Payout.id)
    return {
        "earned": [
            {"sum": str(c.amount), "pieces": c.own_pieces, "payable_on": c.payable_on}
            for c in earned
            if c.amount
        ],
        "paid": [
            {"sum": str(p.amount), "batch": p.batch.number, "sheba": p.sheba}
            for p in db.session.scalars(payouts)
        ],
    }


def obstacles(user: User) -> list[str]:
    artisan = artisan_of(user.id)
    if artisan is None:
        return []
    if any(_unpaid(kind, artisan.id) for kind in (Credit, Earning)):
        return [_("There is money that you earned and were not paid yet.")]
    return []


def _earned(kind: type[Credit] | type[Earning], artisan_id: int) -> Sequence[Credit | Earning]:
    wanted: Any = select(kind).where(kind.artisan_id == artisan_id).order_by(kind.id)
    return db.session.scalars(wanted).all()


def _unpaid(kind: type[Credit] | type[Earning], artisan_id: int) -> int | None:
    return db.session.scalar(
        select(kind.id)
        .outerjoin(Payout, Payout.id == kind.payout_id)
        .outerjoin(PayoutBatch, PayoutBatch.id == Payout.batch_id)
        .where(
            kind.artisan_id == artisan_id,
            kind.__table__.c.amount_minor > 0,
            or_(PayoutBatch.id.is_(None), PayoutBatch.state != BatchState.PAID),
        )
        .limit(1)
    )


KNOWER = Knower(tell, obstacles)
