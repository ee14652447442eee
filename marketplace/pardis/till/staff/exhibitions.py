"""Exhibitions in one flow: the load list, the shift that sells there, the count of what came back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.core.errors import Conflict, Forbidden, Invalid
from marketplace.inventory.models import Location, PlaceKind
from marketplace.inventory.queries import location_in, locations_in
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.till import queries
from marketplace.pardis.till.forms import BackForm, FloatForm, LoadForm
from marketplace.pardis.till.models import Exhibition
from marketplace.pardis.till.services import exhibiting
from marketplace.pardis.till.words import WORDS

bp = Blueprint("exhibitions", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/till/exhibitions")
P = Permission
HOMES = {PlaceKind.ROOM, PlaceKind.SHELF, PlaceKind.SHOWROOM, PlaceKind.WORKSHOP}


@bp.get("/")
@requires(P.TILL_READ)
def index() -> ResponseReturnValue:
    return render_template(
        "till/exhibitions/index.html",
        exhibitions=queries.exhibitions(),
        open_shifts=queries.open_shifts(),
        may_manage=me().may(P.TILL_MANAGE),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(P.TILL_MANAGE)
def new() -> ResponseReturnValue:
    """From one place and all that lies in it, what is chosen goes along."""
    home = _home()
    form = LoadForm().listing(queries.loadable(home.id) if home else [])
    if home and form.validate_on_submit():
        try:
            with transaction():
                place = location_in(queries.HERE, home.id)
                cause = form.cause(me())
                code = exhibiting.take_along(place, form.wants(), form.plan(), cause).till.code
            flash(_("The pieces are on the load list. Good luck there!"), "ok")
            return redirect(url_for(".show", code=code))
        except (Conflict, Invalid, ValueError) as refused:
            form.refuse(getattr(refused, "field", None), _words(refused))
            return _new(home, form), getattr(refused, "status", 422)
    return _new(home, form), 422 if form.errors else 200


@bp.get("/<code>")
@requires(P.TILL_READ)
def show(code: str) -> ResponseReturnValue:
    return page_of(code)


def page_of(code: str, form: FloatForm | None = None) -> str:
    """The page of an exhibition; `form` is what somebody typed who opens a shift there."""
    found = queries.exhibition(code)
    shifts = queries.shifts_of(found.till_id)
    return render_template(
        "till/exhibitions/show.html",
        exhibition=found,
        load=queries.load_of(found),
        shifts=shifts,
        reports=queries.reports([shift.id for shift in shifts]),
        open_shift=queries.open_shift(found.till_id),
        form=form or FloatForm(formdata=None),
        may_sell=me().may(P.TILL_SELL),
        may_see_stock=me().may(P.STOCK_READ),
        **WORDS,
    )


@bp.route("/<code>/back", methods=["GET", "POST"])
@requires(P.TILL_SELL)
def back(code: str) -> ResponseReturnValue:
    """Count what came back; what is missing needs a reason, and the manager."""
    found = queries.exhibition(code)
    form = BackForm().listing(found.transfer)
    if form.validate_on_submit():
        try:
            with transaction():
                exhibiting.come_back(queries.locked_till(code), form.came(), me())
            flash(_("The exhibition is back: what was taken is accounted for."), "ok")
            return redirect(url_for(".show", code=code))
        except (Conflict, Forbidden, Invalid, ValueError) as refused:
            form.refuse(None, _words(refused))
            return _back(queries.exhibition(code), form), getattr(refused, "status", 422)
    return _back(found, form), 422 if form.errors else 200


def _words(refused: Exception) -> object:
    return getattr(refused, "message", None) or _("Choose from the list.")


def _homes() -> list[Location]:
    return [place for place in locations_in(queries.HERE) if place.kind in HOMES]


def _home() -> Location | None:
    """The place that was chosen, else the first."""
    asked = to_latin(request.values.get("place", ""))[:9]
    places = {str(place.id): place for place in _homes()}
    return places.get(asked) or next(iter(places.values()), None)


def _new(home: Location | None, form: LoadForm) -> str:
    items = {item.id: item for item in queries.loadable(home.id)} if home else {}
    return render_template(
        "till/exhibitions/new.html", home=home, homes=_homes(), form=form, items=items
    )


def _back(found: Exhibition, form: BackForm) -> str:
    return render_template(
        "till/exhibitions/back.html",
        exhibition=found,
        form=form,
        load={one.line.id: one for one in queries.load_of(found)},
        open_shift=queries.open_shift(found.till_id),
    )
