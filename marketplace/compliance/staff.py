"""The administrator's page about what may lawfully be used."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.compliance import queries, services
from marketplace.compliance.cards import CARDS
from marketplace.compliance.forms import GateForm
from marketplace.config import settings
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict
from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("gates", __name__, url_prefix=f"{LANGUAGE_PREFIX}/admin/gates")


@bp.get("/cards")
@requires(Permission.GATE_READ)
def cards() -> ResponseReturnValue:
    """Whether cards are taken, who said that they may be, and every word before that."""
    return _page(GateForm())


@bp.post("/cards")
@requires(Permission.GATE_DECIDE)
def decide_cards() -> ResponseReturnValue:
    form = GateForm()
    if not form.validate():
        return _page(form, 422)
    opened = form.opened.data == "yes"
    try:
        with transaction():
            services.decide(CARDS, form.seen.data, opened, form.reason.data, me())
    except Conflict as refusal:
        form.refuse("reason", refusal)
        return _page(form, 409)
    flash(
        _("Recorded. Cards may be used.") if opened else _("Recorded. Cards are not taken."), "ok"
    )
    return redirect(url_for("gates.cards"), 303)


def _page(form: GateForm, status: int = 200) -> ResponseReturnValue:
    decisions = queries.gate_decisions(CARDS)
    form.seen.data, form.seen.raw_data = decisions[0].number if decisions else 0, None
    page = render_template(
        "compliance/cards.html",
        form=form,
        decisions=decisions,
        opened=bool(decisions and decisions[0].open),
        configured=settings().takes_cards,
        may_decide=me().may(Permission.GATE_DECIDE),
    )
    return page, status
