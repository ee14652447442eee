"""Courses for everybody: what is taught, when it begins, and taking a seat."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, public, signed_in
from marketplace.core.clock import now
from marketplace.core.db import transaction
from marketplace.core.errors import NotFound
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.training import queries
from marketplace.pardis.training.assessing import queries as assessing
from marketplace.pardis.training.assessing.words import OUTCOMES, outcome_of
from marketplace.pardis.training.forms import JoinForm, term_name
from marketplace.pardis.training.models import EnrolmentState, Group
from marketplace.pardis.training.queries.fees import fees_of
from marketplace.pardis.training.services import joining
from marketplace.pardis.training.words import ENROLMENT_STATES, FEE_STATES, LEVELS, WEEKDAYS

bp = Blueprint("learning", __name__, url_prefix=LANGUAGE_PREFIX)


@bp.get("/courses/")
@public
def index() -> ResponseReturnValue:
    return render_template(
        "training/index.html",
        courses=queries.courses(),
        rows=queries.groups_in_the_shop(),
        **_words(),
    )


@bp.get("/courses/<code>")
@public
def course(code: str) -> ResponseReturnValue:
    return render_template(
        "training/course.html",
        course=queries.course(code),
        rows=queries.groups_in_the_shop(code),
        **_words(),
    )


@bp.get("/courses/groups/<group_number>/join")
@signed_in
def ask(group_number: str) -> ResponseReturnValue:
    trainee = queries.trainee_of(me().id)
    return _ask(queries.group(group_number), JoinForm(formdata=None, obj=trainee or me()))


@bp.post("/courses/groups/<group_number>/join")
@signed_in
def join(group_number: str) -> ResponseReturnValue:
    """Take a seat, or a place in the queue."""
    form = JoinForm()
    if not form.validate_on_submit():
        return _ask(queries.group(group_number), form), 422
    with transaction():
        group = queries.locked_group(group_number)
        trainee = joining.trainee_for(me(), form.details())
        state = joining.join(group, trainee, me()).state
    if state is EnrolmentState.WAITLISTED:
        flash(_("All seats are taken. You are on the waiting list, and hear from us by mail."))
    else:
        flash(_("You have a seat."), "ok")
    return redirect(url_for("learning.mine"))


@bp.get("/account/courses")
@signed_in
def mine() -> ResponseReturnValue:
    enrolments = queries.enrolments_of(me().id)
    ids = [one.id for one in enrolments]
    return render_template(
        "training/mine.html",
        enrolments=enrolments,
        attended=assessing.attended(ids),
        results=assessing.results(ids),
        places=queries.places_in_queues(me().id),
        fees=fees_of(ids),
        fee_states=FEE_STATES,
        now=now,
        states=ENROLMENT_STATES,
        outcomes=OUTCOMES,
        outcome_of=outcome_of,
        **_words(),
    )


@bp.post("/account/courses/<int:enrolment_id>/<any(accept, leave):act>")
@signed_in
def answer(enrolment_id: int, act: str) -> ResponseReturnValue:
    """Take the seat that is offered, or give up a seat or a place in the queue."""
    with transaction():
        queries.locked_group(queries.group_number_of(enrolment_id, me()))
        enrolment = queries.enrolment(enrolment_id)
        if act == "accept":
            joining.accept(enrolment)
        else:
            joining.leave(enrolment, me())
    flash(_("You have a seat.") if act == "accept" else _("You are no longer in this group."), "ok")
    return redirect(url_for("learning.mine"))


def _ask(group: Group, form: JoinForm) -> str:
    rows = queries.groups_in_the_shop(group.course.code)
    row = next((row for row in rows if row.group.id == group.id), None)
    if row is None:
        raise NotFound
    return render_template("training/join.html", row=row, form=form, **_words())


def _words() -> dict[str, object]:
    return {"levels": LEVELS, "weekdays": WEEKDAYS, "term_name": term_name}
