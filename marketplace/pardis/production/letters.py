"""What is written to makers about work, in their language."""

from marketplace.localisation.formats import paper_day
from marketplace.notifications import services as notifications
from marketplace.pardis.production.models import Offer


def offered(offer: Offer) -> None:
    """There is work for her, if she wants it."""
    user, order = offer.artisan.user, offer.work_order
    if user is None or not user.is_active:
        return
    notifications.send(
        key=f"work_offer:{offer.id}",
        to=user.email,
        locale=user.locale,
        template="work_offered",
        context={
            "name": offer.artisan.names.get(user.locale) or user.name,
            "titles": order.variant.product.titles,
            "pieces": offer.pieces,
            "due_on": paper_day(order.due_on, user.locale),
        },
    )
