"""The register of cooperatives, for administrators."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission, Role
from marketplace.cooperatives import queries
from marketplace.cooperatives.errors import ChangedMeanwhile
from marketplace.cooperatives.forms.office import ManagerForm
from marketplace.cooperatives.forms.profiles import (
    KINDS,
    FoundingForm,
    ProfileForm,
    ReasonForm,
)
from marketplace.cooperatives.models import CooperativeState
from marketplace.cooperatives.services import profiles, staff
from marketplace.core.db import transaction
from marketplace.core.errors import Forbidden, Invalid
from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("admin_cooperatives", __name__, url_prefix=f"{LANGUAGE_PREFIX}/admin/cooperatives")
ADMIN = Permission.COOPERATIVE_ADMIN
PREFIX = "manager-"


@bp.get("/")
@requires(ADMIN)
def index() -> ResponseReturnValue:
    return render_template(
        "cooperatives/register.html", cooperatives=queries.all_cooperatives(), kinds=KINDS
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(ADMIN)
def new() -> ResponseReturnValue:
    form = FoundingForm()
    if form.validate_on_submit():
        try:
            with transaction():
                cooperative = profiles.found(form.registration(), form.profile(), by=me())
            flash(_("The cooperative is on the register. Name its first manager now."))
            return redirect(url_for(".edit", cooperative_id=cooperative.id))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    page = render_template("cooperatives/new_cooperative.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/<int:cooperative_id>", methods=["GET", "POST"])
@requires(ADMIN)
def edit(cooperative_id: int) -> ResponseReturnValue:
    cooperative = queries.cooperative(cooperative_id)
    form, differences, status = ProfileForm.of(cooperative), [], 200
    if form.validate_on_submit():
        try:
            with transaction():
                profiles.revise(cooperative, form.profile(), form.version_read(), by=me())
            flash(_("The details are saved."))
            return redirect(url_for(".edit", cooperative_id=cooperative.id))
        except ChangedMeanwhile as refused:
            differences, status = refused.differences, 409
            form.version.data = str(queries.cooperative(cooperative_id).version)
    page = _page(cooperative_id, form=form, differences=differences)
    return page, 422 if form.errors else status


@bp.post("/<int:cooperative_id>/manager")
@requires(ADMIN)
def manager(cooperative_id: int) -> ResponseReturnValue:
    """Name a manager: somebody has to be the first."""
    cooperative, form = queries.cooperative(cooperative_id), ManagerForm(prefix=PREFIX)
    if form.validate():
        try:
            with transaction():
                person = staff.appoint(cooperative, form.email.data, Role.MANAGER, by=me())
            flash(_("%(name)s works here now.", name=person.name))
            return redirect(url_for(".edit", cooperative_id=cooperative.id))
        except (Invalid, Forbidden) as refused:
            form.refuse("email", refused.message)
    return _page(cooperative_id, staff_form=form), 422


@bp.route("/<int:cooperative_id>/suspend", methods=["GET", "POST"])
@requires(ADMIN)
def suspend(cooperative_id: int) -> ResponseReturnValue:
    """A page of its own for what others will feel: suspend it, or let it sell again."""
    cooperative, form = queries.cooperative(cooperative_id), ReasonForm()
    active = cooperative.state is CooperativeState.ACTIVE
    if form.validate_on_submit():
        with transaction():
            act = profiles.suspend if active else profiles.reinstate
            act(cooperative, form.reason.data, by=me())
        flash(_("It sells no more until further notice.") if active else _("It sells again."))
        return redirect(url_for(".edit", cooperative_id=cooperative.id))
    page = render_template(
        "cooperatives/suspend.html", cooperative=cooperative, form=form, active=active
    )
    return page, 422 if form.errors else 200


def _page(
    cooperative_id: int,
    *,
    form: ProfileForm | None = None,
    differences: object = (),
    staff_form: ManagerForm | None = None,
) -> str:
    cooperative = queries.cooperative(cooperative_id)
    return render_template(
        "cooperatives/edit_cooperative.html",
        cooperative=cooperative,
        form=form or ProfileForm.of(cooperative, formdata=None),
        differences=differences,
        staff_form=staff_form or ManagerForm(formdata=None, prefix=PREFIX),
        people=queries.staff_of(cooperative_id),
        kinds=KINDS,
    )
