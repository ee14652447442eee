"""What the workshop knows of a maker. Who made what, and was paid for it, stays in its books."""

from flask_babel import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.personal import Facts, Knower
from marketplace.cooperatives.queries import artisan_or_none
from marketplace.pardis.production import queries
from marketplace.pardis.production.models import OfferState


def tell(user: User) -> Facts:
    artisan = artisan_or_none(user)
    if artisan is None:
        return {}
    return {
        "work": [
            {
                "order": offer.work_order.number,
                "pieces": offer.pieces,
                "state": offer.state.value,
                "why": offer.why,
                "reason": offer.reason,
                "since": offer.created_at,
            }
            for offer in queries.offers_of(artisan.id)
        ],
        "wages": [
            {"slip": slip.number, "earned": str(slip.gross), "paid_back": str(slip.repaid)}
            for slip in queries.slips_of(artisan.id)
        ],
    }


def obstacles(user: User) -> list[str]:
    artisan = artisan_or_none(user)
    if artisan is None:
        return []
    for offer in queries.offers_of(artisan.id):
        if offer.state is OfferState.ACCEPTED and not offer.work_order.is_over:
            return [_("You have taken work that is not over. Speak to the workshop first.")]
    return []


KNOWER = Knower(tell, obstacles)
