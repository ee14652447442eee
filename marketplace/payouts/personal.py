"""What payouts know of a maker. What was earned and paid stays in the books."""

from flask_babel import gettext as _
from sqlalchemy import or_, select

from marketplace.accounts.models import User
from marketplace.accounts.personal import Facts, Knower
from marketplace.cooperatives.personal import artisan_of
from marketplace.core.db import db
from marketplace.payouts.models import BatchState, Credit, Payout, PayoutBatch


def tell(user: User) -> Facts:
    artisan = artisan_of(user.id)
    if artisan is None:
        return {}
    credits_ = select(Credit).where(Credit.artisan_id == artisan.id).order_by(Credit.id)
    payouts = select(Payout).where(Payout.artisan_id == artisan.id).order_by(Payout.id)
    return {
        "earned": [
            {"sum": str(c.amount), "pieces": c.quantity, "payable_on": c.payable_on}
            for c in db.session.scalars(credits_)
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
    unpaid = (
        select(Credit.id)
        .outerjoin(Payout, Payout.id == Credit.payout_id)
        .outerjoin(PayoutBatch, PayoutBatch.id == Payout.batch_id)
        .where(
            Credit.artisan_id == artisan.id,
            or_(PayoutBatch.id.is_(None), PayoutBatch.state != BatchState.PAID),
        )
        .limit(1)
    )
    return (
        [_("There is money that you earned and were not paid yet.")]
        if db.session.scalar(unpaid)
        else []
    )


KNOWER = Knower(tell, obstacles)
