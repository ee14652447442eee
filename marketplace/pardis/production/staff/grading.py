"""The inspection sheet of a batch."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.errors import Invalid
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.media.services import receive_many
from marketplace.pardis.production import queries
from marketplace.pardis.production.forms import GradeForm, grade_form
from marketplace.pardis.production.forms.grading import MOST_PICTURES, name_of
from marketplace.pardis.production.models import BatchState
from marketplace.pardis.production.services import grading
from marketplace.pardis.production.services.grading import WITH_LIMITS
from marketplace.pardis.production.staff.pages import WORDS

bp = Blueprint("batches", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/workshop/batches")
P = Permission


@bp.get("/<number>")
@requires(P.PRODUCTION_READ)
def show(number: str) -> ResponseReturnValue:
    return _page(number)


@bp.post("/<number>")
@requires(P.PIECES_GRADE)
def grade(number: str) -> ResponseReturnValue:
    """Of two inspectors the first one's sheet counts; the second is told, and nothing is lost."""
    craft_id = queries.batch(number).offer.work_order.variant.product.craft_id
    form = grade_form(queries.criteria_of(craft_id))
    if not form.validate_on_submit():
        return _page(number, form), 422
    try:
        with transaction():
            order = _grade(number, form)
        flash(_("The batch is graded. Grade A is for sale abroad now."), "ok")
        return redirect(url_for("workshop.order", number=order))
    except Invalid as refused:
        form.refuse(refused.field, refused.message)
    return _page(number, form), 422


def _grade(number: str, form: GradeForm) -> str:
    batch = queries.locked_batch(number)
    pictures, problems = receive_many(request.files.getlist("pictures")[:MOST_PICTURES], me())
    if problems:
        raise Invalid(f"{problems[0].name}: {problems[0].message}", "pictures")
    grading.grade(batch, form.sheet(pictures), form.criteria, me())
    return batch.offer.work_order.number


def _page(number: str, form: GradeForm | None = None) -> str:
    batch = queries.batch(number)
    criteria = queries.criteria_of(batch.offer.work_order.variant.product.craft_id)
    open_ = batch.state is BatchState.HANDED_IN
    return render_template(
        "production/batch.html",
        batch=batch,
        order=batch.offer.work_order,
        form=form or grade_form(criteria, formdata=None),
        criteria=criteria,
        with_limits=WITH_LIMITS,
        name_of=name_of,
        inspection=None if open_ else queries.inspection_of(batch.id),
        may_grade=open_ and me().may(P.PIECES_GRADE),
        **WORDS,
    )
