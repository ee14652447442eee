"""Work is offered to makers in turn, and they answer. The order is locked by whoever calls."""

from datetime import date

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.pardis.production import letters, queries
from marketplace.pardis.production.models import STANDING, Offer, OfferState, WorkOrder, WorkState
from marketplace.pardis.production.queries.sharing import Turn

S = WorkState


def offer(order: WorkOrder, artisan_id: int, pieces: int, by: User, *, chosen: str = "") -> Offer:
    """Offer pieces of the order to a maker. Whoever passes over those whose turn it is says why
    (`chosen`)."""
    if order.state not in {S.PLANNED, S.OFFERED}:
        raise Conflict(_("This order is not to be given away any more."))
    left = order.quantity - shared(order)
    if not 1 <= pieces <= left:
        raise Invalid(_("%(count)s pieces are not given to anybody yet.", count=left), "pieces")
    turns = queries.turns(order, pieces)
    turn = next((one for one in turns if one.artisan.id == artisan_id), None)
    if turn is None:
        raise Invalid(
            _("Choose a member who works in this craft and was not asked yet."), "artisan"
        )
    if turn.promised_on is None:
        raise Invalid(_("She has no time for so much within a year."), "artisan")
    if turn.rank > 1 and not chosen:
        raise Invalid(
            _("It is the turn of %(name)s. Say why somebody else.", name=turns[0].name), "chosen"
        )
    made = _offer(order, turn, turn.promised_on, pieces, chosen)
    made.made_by_id = by.id
    after = {"artisan": artisan_id, "pieces": pieces, "rank": turn.rank, "reason": made.chosen}
    audit.record(by, "work_order.offered", order, after=after, scope_id=order.cooperative_id)
    if order.state is S.PLANNED:
        order.state = S.OFFERED
    db.session.flush()
    letters.offered(made)
    return made


def _offer(order: WorkOrder, turn: Turn, promised_on: date, pieces: int, chosen: str) -> Offer:
    made = Offer(
        work_order=order,
        artisan=turn.artisan,
        pieces=pieces,
        minutes_each=order.bill.minutes,
        promised_on=promised_on,
        why=turn.as_json(),
        chosen=chosen if turn.rank > 1 else "",
    )
    db.session.add(made)
    return made


def accept(offer: Offer, by: User) -> None:
    """She takes it. When all pieces are taken, the order is."""
    if offer.state is OfferState.ACCEPTED:
        return
    _refuse_answered(offer)
    order = offer.work_order
    offer.state, offer.answered_at = OfferState.ACCEPTED, now()
    taken = sum(one.pieces for one in order.offers if one.state is OfferState.ACCEPTED)
    if order.state is S.OFFERED and taken == order.quantity:
        order.state, order.accepted_at = S.ACCEPTED, now()
    _record(offer, "accepted", by)


def decline(offer: Offer, reason: str, by: User) -> None:
    """She does not take it, and says why; the turn is the next one's."""
    if offer.state is OfferState.DECLINED:
        return
    _refuse_answered(offer)
    offer.state, offer.reason, offer.answered_at = OfferState.DECLINED, reason, now()
    _back_to_planned(offer.work_order)
    _record(offer, "declined", by, reason=reason)


def take_back(offer: Offer, by: User) -> None:
    """The offer is taken back while she has not answered, or before the work has begun."""
    if offer.state is OfferState.WITHDRAWN:
        return
    order = offer.work_order
    if order.state is not S.OFFERED or offer.state not in STANDING:
        raise Conflict(_("This share cannot be taken back any more."))
    offer.state, offer.answered_at = OfferState.WITHDRAWN, now()
    _back_to_planned(order)
    _record(offer, "taken_back", by)


def shared(order: WorkOrder) -> int:
    """Pieces that are offered or taken."""
    return sum(one.pieces for one in order.offers if one.state in STANDING)


def _back_to_planned(order: WorkOrder) -> None:
    if order.state is S.OFFERED and not any(one.state in STANDING for one in order.offers):
        order.state = S.PLANNED


def _refuse_answered(offer: Offer) -> None:
    if offer.state is not OfferState.OFFERED:
        raise Conflict(_("This offer has been answered, or taken back."))


def _record(offer: Offer, act: str, by: User, **after: object) -> None:
    order = offer.work_order
    told = {"artisan": offer.artisan_id, "pieces": offer.pieces, **after}
    audit.record(by, f"work_offer.{act}", order, after=told, scope_id=order.cooperative_id)
