"""Assessment for trainers and coordinators: what is to assess, marks on a phone, results."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.media.services import Problem, receive_many
from marketplace.pardis.training.assessing import queries, services
from marketplace.pardis.training.assessing.forms import (
    AssessorForm,
    CorrectionForm,
    MarksForm,
    PublishForm,
)
from marketplace.pardis.training.assessing.words import OUTCOMES, Row
from marketplace.pardis.training.forms import term_name
from marketplace.pardis.training.models import Assessment, Group, GroupState

bp = Blueprint("assessments", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/assessments")
P = Permission


@bp.get("/")
@requires(P.ASSESS)
def index() -> ResponseReturnValue:
    return render_template(
        "training/assess_index.html", groups=queries.groups_to_assess(me()), term_name=term_name
    )


@bp.get("/<number>")
@requires(P.ASSESS)
def group(number: str) -> ResponseReturnValue:
    return _group_page(number)


@bp.post("/<number>/assessors")
@requires(P.CERTIFY)
def name_assessor(number: str) -> ResponseReturnValue:
    form = AssessorForm(group=queries.group(number, me()))
    if form.validate_on_submit():
        try:
            with transaction():
                found = queries.group(number, me(), lock=True)
                assessor = next(u for u in form.people if u.id == form.user_id.data)
                services.name_assessor(found, assessor, me())
            flash(_("She finds the group among those she assesses."), "ok")
            return redirect(url_for(".group", number=number))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    return _group_page(number, assessor=form), 422


@bp.post("/<number>/results")
@requires(P.CERTIFY)
def publish(number: str) -> ResponseReturnValue:
    form = PublishForm()
    seen = form.seen() if form.validate_on_submit() else {}
    if not seen:
        form.refuse(None, _("Choose at least one person."))
        return _group_page(number, publishing=form), 422
    try:
        with transaction():
            made = services.publish(queries.group(number, me(), lock=True), seen, me())
    except Conflict as refused:
        form.refuse(None, refused.message)
        return _group_page(number, publishing=form), 409
    flash(_("%(n)s results are published. Who has an account is told.", n=len(made)), "ok")
    return redirect(url_for(".group", number=number))


@bp.route("/people/<int:enrolment_id>", methods=["GET", "POST"])
@requires(P.ASSESS)
def person(enrolment_id: int) -> ResponseReturnValue:
    """Her own marks for somebody's work; those of others only after she has given hers."""
    enrolment = queries.enrolment(enrolment_id, me())
    form = MarksForm(mine=_mine(enrolment_id))
    if not form.validate_on_submit():
        return _person_page(enrolment_id, form), 422 if form.errors else 200
    try:
        with transaction():
            queries.group(enrolment.group.number, me(), lock=True)
            problems = _keep(enrolment_id, form)
    except (Conflict, ValueError) as refused:
        form.refuse(None, getattr(refused, "message", _("This form is too old. Open it again.")))
        return _person_page(enrolment_id, form), 409
    if problems:
        form.seen.data = str(getattr(_mine(enrolment_id), "version", 0))
        return _person_page(enrolment_id, form, problems), 422
    flash(_("Your marks are saved."), "ok")
    return redirect(url_for(".group", number=enrolment.group.number))


def _keep(enrolment_id: int, form: MarksForm) -> list[Problem]:
    enrolment = queries.enrolment(enrolment_id, me())
    assessment = services.give_marks(enrolment, form.marks(), me())
    room = services.MOST_PICTURES - len(assessment.pictures) + len(form.remove.data)
    files = [file for file in request.files.getlist("pictures") if file.filename]
    pictures, problems = receive_many(files[: max(0, room)], me())
    services.show_work(assessment, pictures, form.remove.data)
    return problems


@bp.route("/people/<int:enrolment_id>/correct", methods=["GET", "POST"])
@requires(P.CERTIFY)
def correct(enrolment_id: int) -> ResponseReturnValue:
    """What was published stays; another row says what counts now, and why."""
    enrolment = queries.enrolment(enrolment_id, me())
    result = queries.result_of(enrolment_id)
    if result is None:
        raise NotFound
    form = CorrectionForm(result=result)
    if form.validate_on_submit():
        try:
            with transaction():
                queries.group(enrolment.group.number, me(), lock=True)
                services.correct(enrolment_id, form.correction(), me())
            flash(_("The result is corrected. What stood before stays in the records."), "ok")
            return redirect(url_for(".group", number=enrolment.group.number))
        except Conflict as refused:
            form.refuse(None, refused.message)
            return _correct_page(enrolment_id, form), 409
    return _correct_page(enrolment_id, form), 422 if form.errors else 200


def _mine(enrolment_id: int) -> Assessment | None:
    given = queries.assessments([enrolment_id])[enrolment_id]
    return next((one for one in given if one.assessor_id == me().id), None)


def _rows(group: Group) -> list[Row]:
    people = queries.enrolled(group.id)
    ids = [one.id for one in people]
    given, results = queries.assessments(ids), queries.results(ids)
    attended = queries.attended(ids)
    rule = group.rule
    return [Row(p, given[p.id], attended[p.id], results.get(p.id), rule) for p in people]


def _group_page(
    number: str, *, assessor: AssessorForm | None = None, publishing: PublishForm | None = None
) -> str:
    found = queries.group(number, me())
    may_publish = me().may(P.CERTIFY)
    return render_template(
        "training/assess_group.html",
        group=found,
        rows=_rows(found),
        assessors=queries.assessors(found.id),
        assessor=assessor or AssessorForm(group=found, formdata=None),
        publishing=publishing,
        may_publish=may_publish,
        may_see_marks=may_publish or me().may(P.TRAINING_READ),
        over=found.state is GroupState.FINISHED,
        outcomes=OUTCOMES,
    )


def _person_page(enrolment_id: int, form: MarksForm, problems: list[Problem] | None = None) -> str:
    enrolment = queries.enrolment(enrolment_id, me())
    given = queries.assessments([enrolment_id])[enrolment_id]
    mine = next((one for one in given if one.assessor_id == me().id), None)
    return render_template(
        "training/assess_person.html",
        enrolment=enrolment,
        form=form,
        mine=mine,
        others=[one for one in given if one is not mine] if mine or me().may(P.CERTIFY) else [],
        attended=queries.attended([enrolment_id])[enrolment_id],
        result=queries.result_of(enrolment_id),
        problems=problems or [],
        most=services.MOST_PICTURES,
        outcomes=OUTCOMES,
    )


def _correct_page(enrolment_id: int, form: CorrectionForm) -> str:
    return render_template(
        "training/assess_correct.html",
        enrolment=queries.enrolment(enrolment_id, me()),
        history=queries.history(enrolment_id),
        form=form,
    )
