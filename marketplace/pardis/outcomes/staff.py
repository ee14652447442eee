"""Reports of the centre, and answers that staff write down at the telephone."""

import csv
from io import StringIO

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.desk.sheets import harmless
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.outcomes import counting, queries, services
from marketplace.pardis.outcomes.counting import FIGURES, By
from marketplace.pardis.outcomes.forms import FollowUpForm
from marketplace.pardis.outcomes.words import BY, FIGURE_NAMES
from marketplace.pardis.training import queries as training
from marketplace.pardis.training.forms import term_name

bp = Blueprint("outcomes", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/outcomes")
P = Permission


@bp.get("/")
@requires(P.TRAINING_READ)
def report() -> ResponseReturnValue:
    by, term_id = _asked()
    return render_template(
        "outcomes/report.html",
        rows=counting.rows(by, term_id),
        by=by,
        ways=BY,
        names=FIGURE_NAMES,
        terms=training.terms(),
        term_id=term_id,
        term_name=term_name,
    )


@bp.get("/report.csv")
@requires(P.TRAINING_READ)
def report_csv() -> ResponseReturnValue:
    """The same as a table, with heads in the language of the page."""
    by, term_id = _asked()
    sheet = StringIO()
    writer = csv.writer(sheet)
    writer.writerow([str(BY[by]), *(str(FIGURE_NAMES[name]) for name in FIGURES)])
    for row in counting.rows(by, term_id):
        writer.writerow([harmless(row.name), *(row.figures[name] for name in FIGURES)])
    return Response(
        "\ufeff" + sheet.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename=outcomes-{by}.csv"},
    )


@bp.get("/follow-up")
@requires(P.TRAINING_MANAGE)
def to_call() -> ResponseReturnValue:
    """Who has not answered yet."""
    return render_template("outcomes/to_call.html", rows=queries.unanswered())


@bp.route("/follow-up/<int:follow_up_id>", methods=["GET", "POST"])
@requires(P.TRAINING_MANAGE)
def write_down(follow_up_id: int) -> ResponseReturnValue:
    """What somebody said at the telephone."""
    asked = queries.follow_up(follow_up_id)
    form = FollowUpForm(asked=asked)
    if form.validate_on_submit():
        with transaction():
            services.answer(queries.follow_up(follow_up_id, lock=True), form.said(), me())
        flash(_("Her answer is written down."), "ok")
        return redirect(url_for(".to_call"))
    page = render_template("outcomes/write_down.html", asked=asked, form=form)
    return page, 422 if form.errors else 200


def _asked() -> tuple[By, int | None]:
    by = request.args.get("by", By.CRAFT.value)
    term = to_latin(request.args.get("term", ""))[:9]
    return By(by) if by in set(By) else By.CRAFT, int(term) if term.isdecimal() else None
