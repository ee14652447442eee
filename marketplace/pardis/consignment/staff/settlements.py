"""Once a month: what every maker is owed, her statement, and the ledger."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.clock import now
from marketplace.core.db import transaction
from marketplace.core.digits import to_language, to_latin
from marketplace.core.errors import Conflict
from marketplace.localisation.languages import LANGUAGE_PREFIX, language
from marketplace.pardis.consignment.forms import SettleForm
from marketplace.pardis.consignment.months import ended, name_of
from marketplace.pardis.consignment.papers import statement_paper
from marketplace.pardis.consignment.queries import settlements as queries
from marketplace.pardis.consignment.services.settling import settle
from marketplace.pardis.consignment.staff.notes import as_pdf
from marketplace.pardis.consignment.words import SALE_KINDS

bp = Blueprint("settlements", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/settlements")
READ, SETTLE = Permission.CONSIGNMENT_READ, Permission.CONSIGNMENT_SETTLE
MONTHS = 6


@bp.get("/")
@requires(READ)
def index() -> ResponseReturnValue:
    return _index(_form(sent=False))


@bp.post("/")
@requires(SETTLE)
def make() -> ResponseReturnValue:
    """Settle a month that has ended. Doing it again finds nothing left."""
    form = _form()
    if not form.validate_on_submit():
        return _index(form), 422
    try:
        with transaction():
            made = len(settle(form.day(), me()))
    except Conflict as refused:
        form.refuse("month", refused.message)
        return _index(form), 409
    if made:
        flash(ngettext("%(num)s maker is settled.", "%(num)s makers are settled.", made), "ok")
    else:
        flash(_("Nothing was left to settle in this month."))
    return redirect(url_for(".index"))


@bp.get("/<number>")
@requires(READ)
def settlement(number: str) -> ResponseReturnValue:
    return render_template(
        "consignment/settlement.html",
        settlement=queries.settlement(number),
        month_name=month_name,
        kinds=SALE_KINDS,
    )


@bp.get("/<number>.pdf")
@requires(READ)
def statement(number: str) -> ResponseReturnValue:
    return as_pdf(statement_paper(queries.settlement(number)), number)


def month_name(day: object) -> str:
    """آبان ۱۴۰۵; the centre settles by the months of Iran whoever reads."""
    return to_language(name_of(day, language()), language())  # type: ignore[arg-type]


def _form(*, sent: bool = True) -> SettleForm:
    form = SettleForm() if sent else SettleForm(formdata=None)
    return form.choose_from(ended(MONTHS), month_name)


def _index(form: SettleForm) -> str:
    asked = to_latin(request.args.get("page", "1"))[:6]
    number = int(asked) if asked.isdecimal() and asked.isascii() else 1
    rows, pages = queries.settlements_page(number)
    return render_template(
        "consignment/settlements.html",
        due=queries.due(now()),
        most=queries.PAGE,
        owed=queries.open_total(),
        rows=rows,
        page={"number": max(1, min(number, pages)), "pages": pages},
        form=form,
        month_name=month_name,
        may_settle=me().may(SETTLE),
    )
