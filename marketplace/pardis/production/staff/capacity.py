"""The working time of makers."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.production import queries
from marketplace.pardis.production.calendar import today_in_tehran
from marketplace.pardis.production.forms import AbsenceForm, WeekForm
from marketplace.pardis.production.models import USUAL_WEEK
from marketplace.pardis.production.services import capacity

bp = Blueprint("capacity", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/capacity")
P = Permission


@bp.get("/")
@requires(P.PRODUCTION_READ)
def index() -> ResponseReturnValue:
    """Who works how long, has how much to do, and would be done when."""
    makers = queries.makers()
    ids = [maker.id for maker in makers]
    times = queries.working_times(ids, today_in_tehran())
    return render_template(
        "production/capacity.html",
        makers=makers,
        loads=queries.load_of(ids),
        free=queries.promised_on(ids, 0),
        offered=queries.offered_lately(ids),
        weeks={id: sum(times[id].week_of(today_in_tehran())) for id in ids},
        may_change=me().may(P.PRODUCTION_MANAGE),
    )


@bp.get("/<int:artisan_id>")
@requires(P.PRODUCTION_MANAGE)
def maker(artisan_id: int) -> ResponseReturnValue:
    return _page(artisan_id)


@bp.post("/<int:artisan_id>/week")
@requires(P.PRODUCTION_MANAGE)
def week(artisan_id: int) -> ResponseReturnValue:
    form = WeekForm()
    if not form.validate_on_submit():
        return _page(artisan_id, week=form), 422
    with transaction():
        maker = queries.maker(artisan_id)
        capacity.set_week(maker, form.starts_on.data, form.minutes(), me())
    flash(_("The working time is saved."), "ok")
    return redirect(url_for(".maker", artisan_id=artisan_id))


@bp.post("/<int:artisan_id>/absences")
@requires(P.PRODUCTION_MANAGE)
def absence(artisan_id: int) -> ResponseReturnValue:
    form = AbsenceForm()
    if not form.validate_on_submit():
        return _page(artisan_id, absence=form), 422
    with transaction():
        days = form.first_day.data, form.last_day.data
        capacity.add_absence(queries.maker(artisan_id), *days, form.reason.data or "", me())
    flash(_("The days are noted."), "ok")
    return redirect(url_for(".maker", artisan_id=artisan_id))


def _page(
    artisan_id: int, *, week: WeekForm | None = None, absence: AbsenceForm | None = None
) -> str:
    maker, weeks = queries.maker(artisan_id), queries.weeks_of(artisan_id)
    minutes = weeks[0].minutes if weeks else USUAL_WEEK
    usual = {f"day_{day}": minutes[day] for day in range(7)} | {"starts_on": today_in_tehran()}
    return render_template(
        "production/maker.html",
        maker=maker,
        weeks=weeks,
        absences=queries.absences_of(artisan_id),
        week=week or WeekForm(formdata=None, data=usual),
        absence=absence or AbsenceForm(formdata=None),
    )
