"""The storekeeper's pages: who has which kit, and what has come back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.errors import Invalid
from marketplace.core.forms import Form
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.kits import queries, services
from marketplace.pardis.kits.forms import HandOutForm, LineForm, back_form
from marketplace.pardis.training import queries as training

bp = Blueprint("kits", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/kits")
P = Permission


@bp.get("/")
@requires(P.KIT_HAND)
def index() -> ResponseReturnValue:
    return render_template("kits/index.html", rows=queries.groups(), courses=training.courses())


@bp.get("/groups/<number>")
@requires(P.KIT_HAND)
def group(number: str) -> ResponseReturnValue:
    group = training.group(number)
    people = queries.people_of(group.id)
    return render_template(
        "kits/group.html",
        group=group,
        people=people,
        handovers=queries.handovers([one.id for one in people]),
        lines=queries.lines_of(group.course_id),
    )


@bp.route("/courses/<code>", methods=["GET", "POST"])
@requires(P.KIT_HAND)
def course(code: str) -> ResponseReturnValue:
    """What belongs to the kit of a course."""
    form, course = LineForm(), training.course(code)
    if form.validate_on_submit():
        names = {"fa": form.name_fa.data, "en": form.name_en.data}
        with transaction():
            services.add_line(course, names, form.quantity.data, lent=form.lent.data, by=me())
        flash(_("It belongs to the kit from now on."), "ok")
        return redirect(url_for(".course", code=code))
    page = render_template(
        "kits/course.html", course=course, form=form, lines=queries.lines_of(course.id)
    )
    return page, 422 if form.errors else 200


@bp.post("/lines/<int:line_id>/close")
@requires(P.KIT_HAND)
def close(line_id: int) -> ResponseReturnValue:
    with transaction():
        line = queries.line(line_id)
        services.close_line(line, me())
        code = line.course.code
    flash(_("Nobody is handed it any more."), "ok")
    return redirect(url_for(".course", code=code))


@bp.get("/people/<int:enrolment_id>")
@requires(P.KIT_HAND)
def person(enrolment_id: int) -> ResponseReturnValue:
    return _person(enrolment_id)


@bp.post("/people/<int:enrolment_id>/out")
@requires(P.KIT_HAND)
def hand_out(enrolment_id: int) -> ResponseReturnValue:
    form = HandOutForm()
    if not form.validate_on_submit():
        return _person(enrolment_id, out=form), 422
    with transaction():
        enrolment = queries.enrolment(enrolment_id, lock=True)
        services.hand_out(enrolment, form.signed.data, me())
    flash(_("The kit is handed out."), "ok")
    return redirect(url_for(".person", enrolment_id=enrolment_id))


@bp.post("/people/<int:enrolment_id>/back")
@requires(P.KIT_HAND)
def take_back(enrolment_id: int) -> ResponseReturnValue:
    form = back_form(_lent(enrolment_id))
    if form.validate_on_submit():
        try:
            with transaction():
                enrolment = queries.enrolment(enrolment_id, lock=True)
                said = form.counts(), form.signed.data, form.reason.data or ""
                services.take_back(enrolment, *said, me())
            flash(_("What came back is noted."), "ok")
            return redirect(url_for(".person", enrolment_id=enrolment_id))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    return _person(enrolment_id, back=form), 422


def _lent(enrolment_id: int) -> list[Any]:
    """What she still has to bring back."""
    has = queries.handovers([enrolment_id]).get(enrolment_id, [])
    return [one for one in has if one.line.lent and one.back_at is None]


def _person(enrolment_id: int, *, out: Form | None = None, back: Form | None = None) -> str:
    enrolment, lent = queries.enrolment(enrolment_id), _lent(enrolment_id)
    has = queries.handovers([enrolment_id]).get(enrolment_id, [])
    known = {one.line_id for one in has}
    return render_template(
        "kits/person.html",
        enrolment=enrolment,
        has=has,
        lent=lent,
        to_give=[one for one in queries.lines_of(enrolment.group.course_id) if one.id not in known],
        out=out or HandOutForm(formdata=None, data={"signed": enrolment.trainee.name}),
        back=back or back_form(lent, formdata=None, data={"signed": enrolment.trainee.name}),
    )
