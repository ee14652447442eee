"""The page of a work order, which several forms come back to."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import me
from marketplace.accounts.permissions import Permission
from marketplace.core.calendars import TEHRAN
from marketplace.core.forms import Form
from marketplace.orders.models import OrderLine
from marketplace.pardis.production import queries
from marketplace.pardis.production.calendar import days_late
from marketplace.pardis.production.forms import (
    AdvanceForm,
    CancelForm,
    DeclineForm,
    HandInForm,
    KitForm,
    NoteForm,
    OfferForm,
)
from marketplace.pardis.production.models import (
    STANDING,
    BatchState,
    Grade,
    KitLine,
    Offer,
    WorkOrder,
    WorkState,
)
from marketplace.pardis.production.queries.sharing import Turn
from marketplace.pardis.production.services.sharing import shared
from marketplace.pardis.production.words import (
    ADVANCES,
    BOUNDS,
    GRADES,
    HAPPENINGS,
    OFFER_STATES,
    PURPOSES,
    RUN_STATES,
    UNITS,
    WORK_STATES,
    amount_number,
    amount_text,
)

WORDS: Mapping[str, object] = {
    "advances_words": ADVANCES,
    "bounds": BOUNDS,
    "grades": GRADES,
    "happenings": HAPPENINGS,
    "offer_states": OFFER_STATES,
    "purposes": PURPOSES,
    "run_states": RUN_STATES,
    "units": UNITS,
    "work_states": WORK_STATES,
    "amount_number": amount_number,
    "amount_text": amount_text,
    "days_late": days_late,
}
P = Permission


def order_page(number: str, **sent: Form) -> str:
    """`sent` are forms that were refused, by their names."""
    order = queries.order(number)
    left = order.quantity - shared(order)
    asking = order.state in {WorkState.PLANNED, WorkState.OFFERED} and left > 0
    turns = queries.turns(order, left) if asking else []
    return render_template(
        "production/order.html",
        order=order,
        left=left,
        turns=turns,
        forms=_forms(order, turns, left) | sent,
        failed=list(sent.values()),
        standing=[one for one in order.offers if one.state in STANDING],
        over=[one for one in order.offers if one.state not in STANDING],
        batches=[batch for offer in order.offers for batch in offer.batches],
        advances=queries.advances_of_order(order.id),
        rates=queries.rates_on(order.variant.product_id, order.created_at.date()),
        each_of=_each_of(order),
        use_of=_use_of,
        losses=queries.losses_of(order.id),
        promised_on=promised_to(order.order_line) if order.order_line else None,
        may={each: me().may(each) for each in Permission},
        P=P,
        A=Grade.A,
        graded=BatchState.GRADED,
        **WORDS,
    )


def decline_page(form: DeclineForm, offer: Offer, layout: str, back: str) -> ResponseReturnValue:
    page = render_template(
        "production/decline.html", form=form, offer=offer, layout=layout, back=back
    )
    return page, 422 if form.errors else 200


def _forms(order: WorkOrder, turns: list[Turn], left: int) -> dict[str, Any]:
    return {
        "offer": OfferForm(formdata=None, turns=turns, data={"pieces": left}, prefix="offer"),
        "hand_in": HandInForm(formdata=None, order=order, prefix="batch"),
        "kit": KitForm(formdata=None, order=order, prefix="kit"),
        "note": NoteForm(formdata=None),
        "cancel": CancelForm(formdata=None),
        "advance": AdvanceForm(formdata=None, order=order, prefix="advance"),
    }


def promised_to(line: OrderLine) -> date | None:
    """The day on which its buyer was told that it leaves: so many days after it was paid."""
    paid_at = line.order.paid_at
    if paid_at is None or line.lead_time_days is None:
        return None
    return paid_at.astimezone(TEHRAN).date() + timedelta(days=line.lead_time_days)


def _each_of(order: WorkOrder) -> dict[int, int]:
    """What the bill says of each material for one piece."""
    return {line.material_id: line.quantity for line in order.bill.lines}


def _use_of(line: KitLine, order: WorkOrder, each: int) -> tuple[int, int] | None:
    """What was used and wasted for each piece that is done, and by how many percent that is more
    than the bill says; None while nothing is."""
    done, gone = order.accepted + order.rejected, line.used + line.wasted
    if not done or not gone or not each:
        return None
    of_one = Decimal(gone) / done
    return int(of_one), int((of_one / each - 1) * 100)
