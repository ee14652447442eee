"""Delivery rates of a cooperative, for those of its staff who sell."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.permissions import Permission
from marketplace.cooperatives.models import Cooperative
from marketplace.cooperatives.views.chosen import chosen, mine
from marketplace.core.clock import today
from marketplace.core.db import transaction
from marketplace.core.differences import Beside, differences
from marketplace.core.errors import Invalid
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.orders.models import DeliveryService
from marketplace.orders.rates import queries, services
from marketplace.orders.rates.forms import EndForm, TermsForm, new_form, terms_form
from marketplace.orders.rates.words import zone_name

bp = Blueprint("delivery", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/delivery")
READ, MANAGE = Permission.ORDER_READ, Permission.ORDER_MANAGE


@bp.get("/", defaults={"cooperative_id": None})
@bp.get("/of/<int:cooperative_id>")
@requires(READ)
def index(cooperative_id: int | None) -> ResponseReturnValue:
    """What holds now, what is to come, and what was."""
    cooperative = chosen(READ, cooperative_id)
    return render_template(
        "delivery/index.html",
        cooperative=cooperative,
        cooperatives=mine(READ),
        ways=queries.ways_of(cooperative.id),
        prices_of=queries.prices_of,
        zone_name=zone_name,
        today=today(),
        may_manage=me().may(MANAGE, cooperative.id),
    )


@bp.route("/of/<int:cooperative_id>/new", methods=["GET", "POST"])
@requires(MANAGE)
def new(cooperative_id: int) -> ResponseReturnValue:
    cooperative = chosen(MANAGE, cooperative_id)
    form = new_form(queries.zones(), cooperative.currency)
    if form.validate_on_submit():
        try:
            with transaction():
                services.add(cooperative, form["code"].data, form.terms(), me())
            return _saved(cooperative)
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    return _page(form, cooperative, None)


@bp.route("/<int:service_id>/change", methods=["GET", "POST"])
@requires(MANAGE)
def change(service_id: int) -> ResponseReturnValue:
    """From a day on it is otherwise. Who was not the first is shown both versions."""
    service = _newest(service_id)
    form = terms_form(queries.zones(), service)
    if form.validate_on_submit():
        try:
            with transaction():
                services.change(service, form.terms(), form.version_read(), me())
            return _saved(service.cooperative)
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
        except services.RatesChanged:
            return _saved_meanwhile(_newest(service_id))
    return _page(form, service.cooperative, service)


@bp.route("/<int:service_id>/end", methods=["GET", "POST"])
@requires(MANAGE)
def end(service_id: int) -> ResponseReturnValue:
    """A page of its own that says what follows."""
    service, form = queries.service_in(my_scope(MANAGE), service_id), EndForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.end(service, form.ends_on.data, me())
            return _saved(service.cooperative)
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    page = render_template("delivery/end.html", form=form, service=service)
    return page, 422 if form.errors else 200


@bp.post("/<int:service_id>/take-back")
@requires(MANAGE)
def take_back(service_id: int) -> ResponseReturnValue:
    service = queries.service_in(my_scope(MANAGE), service_id)
    cooperative = service.cooperative
    with transaction():
        services.take_back(service, me())
    flash(_("Taken back. What held before goes on."))
    return redirect(url_for(".index", cooperative_id=cooperative.id))


def _newest(service_id: int) -> DeliveryService:
    """The newest version of the way that this is a version of; it may be this one."""
    known = queries.service_in(my_scope(MANAGE), service_id)
    return queries.newest(known.cooperative_id, known.code) or known


def _saved(cooperative: Cooperative) -> ResponseReturnValue:
    flash(_("The rates are saved. Orders keep what was asked on their day."), "ok")
    return redirect(url_for(".index", cooperative_id=cooperative.id))


def _saved_meanwhile(newest: DeliveryService) -> ResponseReturnValue:
    """What was typed beside what somebody else saved; sent once more, it is the next version."""
    form = terms_form(queries.zones(), newest)
    form.version.data = str(newest.id)
    return _page(form, newest.cooperative, newest, differences(form))[0], 409


def _page(
    form: TermsForm,
    cooperative: Cooperative,
    service: DeliveryService | None,
    beside: Sequence[Beside] = (),
) -> tuple[str, int]:
    page = render_template(
        "delivery/change.html",
        form=form,
        cooperative=cooperative,
        service=service,
        beside=beside,
        zone_name=zone_name,
        currency=queries.currency_of(service) if service else cooperative.currency,
    )
    return page, 422 if form.errors else 200
