"""A maker's own work, on her phone: what she is offered and why, what she makes, what she earned."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.cooperatives.queries import artisan_of
from marketplace.core.db import transaction
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.production import queries
from marketplace.pardis.production.forms import DeclineForm
from marketplace.pardis.production.models import OfferState
from marketplace.pardis.production.services import sharing
from marketplace.pardis.production.staff.pages import WORDS, decline_page
from marketplace.pardis.production.staff.wages import paper

bp = Blueprint("work", __name__, url_prefix=f"{LANGUAGE_PREFIX}/studio/orders")
STUDIO = Permission.STUDIO_USE


@bp.get("/")
@requires(STUDIO)
def mine() -> ResponseReturnValue:
    artisan = artisan_of(me())
    offers = queries.offers_of(artisan.id)
    return render_template(
        "production/mine.html",
        asked=[one for one in offers if one.state is OfferState.OFFERED],
        taken=[
            one for one in offers if one.state is OfferState.ACCEPTED and not one.work_order.is_over
        ],
        slips=queries.slips_of(artisan.id),
        **WORDS,
    )


@bp.post("/offers/<int:offer_id>/accept")
@requires(STUDIO)
def accept(offer_id: int) -> ResponseReturnValue:
    with transaction():
        sharing.accept(queries.offer_of(artisan_of(me()).id, offer_id), me())
    flash(_("You have taken the work."), "ok")
    return redirect(url_for(".mine"))


@bp.route("/offers/<int:offer_id>/decline", methods=["GET", "POST"])
@requires(STUDIO)
def decline(offer_id: int) -> ResponseReturnValue:
    form, artisan_id = DeclineForm(), artisan_of(me()).id
    if form.validate_on_submit():
        with transaction():
            sharing.decline(queries.offer_of(artisan_id, offer_id), form.reason.data, me())
        flash(_("You have declined. Somebody else is asked now."))
        return redirect(url_for(".mine"))
    offer = queries.offer_of(artisan_id, offer_id)
    return decline_page(form, offer, "layouts/phone.html", url_for(".mine"))


@bp.get("/slips/<int:slip_id>.pdf")
@requires(STUDIO)
def slip(slip_id: int) -> ResponseReturnValue:
    return paper(queries.slip_of(artisan_of(me()).id, slip_id))
