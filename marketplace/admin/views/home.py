"""The first pages of the office and of the administration."""

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.permissions import Permission
from marketplace.admin import figures, queries
from marketplace.admin.changes import read_for
from marketplace.admin.views.base import bp, office_bp
from marketplace.admin.words import act_name, clock
from marketplace.core.clock import today
from marketplace.desk.diary import today_of
from marketplace.desk.waiting import waiting_on
from marketplace.localisation.languages import language
from marketplace.orders.staff.words import STATES


@office_bp.get("/")
@requires(Permission.OFFICE_ENTER)
def dashboard() -> ResponseReturnValue:
    """What waits on her, what is late, and her day; for who sees orders, how they go."""
    waiting = waiting_on(me())
    return render_template(
        "office/dashboard.html",
        today=today(),
        waiting=waiting,
        counted=waiting,
        days=today_of(me()),
        names=queries.names_in(my_scope(Permission.OFFICE_ENTER)),
        trade=_trade() if me().may(Permission.ORDER_READ) else None,
    )


def _trade() -> dict[str, object]:
    scope = my_scope(Permission.ORDER_READ)
    weeks = figures.weeks(scope)
    return {
        "weeks": weeks,
        "bars": figures.bars(weeks, rtl=language() == "fa"),
        "latest": figures.latest_orders(scope),
        "states": STATES,
        "destinations": figures.destinations(scope),
    }


@bp.get("/")
@requires(Permission.ADMIN_ENTER)
def home() -> ResponseReturnValue:
    trail = queries.trail(queries.TrailSearch()) if me().may(Permission.AUDIT_READ) else None
    entries = trail.entries[:8] if trail else []
    waiting = waiting_on(me())
    return render_template(
        "admin/home.html",
        waiting=waiting,
        counted=waiting,
        figures=figures.of_the_house(),
        entries=entries,
        act_name=act_name,
        clock=clock,
        changes_of=read_for(entries),
    )
