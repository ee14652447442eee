"""The treasurer's page about money that the card company keeps."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.localisation.formats import format_money
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.payments.cards import forwarding
from marketplace.payments.forms import forward_form

bp = Blueprint("card_money", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/card-money")


@bp.get("")
@requires(Permission.PAYMENT_RECORD)
def index() -> ResponseReturnValue:
    return _page()


@bp.post("/<int:payee_id>/<currency>")
@requires(Permission.PAYMENT_RECORD)
def forward(payee_id: int, currency: str) -> ResponseReturnValue:
    """The company has sent something on to a cooperative's bank."""
    scope = my_scope(Permission.PAYMENT_RECORD)
    if payee_id not in scope:
        raise NotFound
    form = forward_form(payee_id, currency, sent=True)
    if not form.validate():
        return _page((payee_id, currency), form, 422)
    try:
        with transaction():
            line = form.amount.data, form.external_id.data, form.value_date.data
            forwarding.forward(scope, payee_id, *line, me())
    except (Conflict, Invalid) as refusal:
        form.refuse(getattr(refusal, "field", "external_id"), refusal)
        return _page((payee_id, currency), form, int(refusal.status))
    flash(_("%(sum)s noted as sent on to the bank.", sum=format_money(line[0])), "ok")
    return redirect(url_for("card_money.index"), 303)


def _page(
    which: tuple[int, str] | None = None, form: Any = None, status: int = 200
) -> ResponseReturnValue:
    """Each cooperative with a form of its own; `form` is the one of `which` that was refused."""
    held = [
        (each, form if key == which else forward_form(*key, sent=False))
        for each in forwarding.held_in(my_scope(Permission.PAYMENT_RECORD))
        if (key := (each.payee_id, each.kept.currency))
    ]
    return render_template("cards/money.html", held=held, refused=form), status
