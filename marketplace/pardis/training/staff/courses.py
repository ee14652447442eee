"""What is taught, for the coordinator."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.catalogue.queries.shop import crafts_offered
from marketplace.core.db import transaction
from marketplace.core.differences import Beside, differences
from marketplace.core.errors import Conflict, Invalid
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.training import queries
from marketplace.pardis.training.forms import CourseForm
from marketplace.pardis.training.models import Course
from marketplace.pardis.training.services import courses
from marketplace.pardis.training.words import LEVELS

bp = Blueprint("courses", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/courses")
READ, MANAGE = Permission.TRAINING_READ, Permission.TRAINING_MANAGE


@bp.get("/")
@requires(READ)
def index() -> ResponseReturnValue:
    return render_template(
        "training/courses.html",
        courses=queries.courses(),
        levels=LEVELS,
        may_manage=me().may(MANAGE),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(MANAGE)
def new() -> ResponseReturnValue:
    form = CourseForm(crafts=crafts_offered())
    if form.validate_on_submit():
        try:
            with transaction():
                course = courses.enter(form.details(), me())
                flash(_("%(course)s is entered.", course=course.code), "ok")
            return redirect(url_for(".index"))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    return _page(form, None)


@bp.route("/<code>", methods=["GET", "POST"])
@requires(MANAGE)
def edit(code: str) -> ResponseReturnValue:
    course = queries.course(code)
    form = CourseForm(crafts=crafts_offered(), course=course)
    if form.validate_on_submit():
        try:
            with transaction():
                course = queries.locked_course(code)
                courses.revise(course, form.details(), form.version_read(), me())
            flash(_("The course is saved."), "ok")
            return redirect(url_for(".index"))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
            course = queries.course(code)
        except Conflict:
            return _saved_meanwhile(queries.course(code))
    return _page(form, course)


def _saved_meanwhile(course: Course) -> ResponseReturnValue:
    """What was typed beside what somebody else saved; sent once more, it is written over that."""
    form = CourseForm(crafts=crafts_offered(), course=course)
    form.version.data = str(course.version)
    return _page(form, course, differences(form))[0], 409


def _page(
    form: CourseForm, course: Course | None, beside: Sequence[Beside] = ()
) -> tuple[str, int]:
    page = render_template("training/edit_course.html", form=form, course=course, beside=beside)
    return page, 422 if form.errors else 200
