"""What a manager sets for her cooperative: profile, bank accounts, commission, staff."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import COOPERATIVE_ROLES, Permission, Role
from marketplace.cooperatives import queries
from marketplace.cooperatives.errors import ChangedMeanwhile, Taken
from marketplace.cooperatives.forms.office import (
    ROLE_NAMES,
    AccountForm,
    CloseForm,
    RevokeForm,
    StaffForm,
    TermForm,
)
from marketplace.cooperatives.forms.profiles import ProfileForm
from marketplace.cooperatives.models import Cooperative
from marketplace.cooperatives.services import banking, profiles, staff
from marketplace.cooperatives.views.chosen import chosen, mine
from marketplace.core.clock import today
from marketplace.core.db import transaction
from marketplace.core.differences import Beside
from marketplace.core.errors import Conflict, Forbidden, Invalid
from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("cooperative", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/cooperative")
MANAGE = Permission.COOPERATIVE_MANAGE


@bp.context_processor
def choice_of_cooperative() -> dict[str, object]:
    return {"cooperatives": mine(MANAGE)}


@bp.route("/settings", methods=["GET", "POST"], defaults={"cooperative_id": None})
@bp.route("/<int:cooperative_id>/settings", methods=["GET", "POST"])
@requires(MANAGE)
def settings(cooperative_id: int | None) -> ResponseReturnValue:
    cooperative = chosen(MANAGE, cooperative_id)
    form, differences, status = ProfileForm.of(cooperative), [], 200
    if form.validate_on_submit():
        try:
            with transaction():
                profiles.revise(cooperative, form.profile(), form.version_read(), by=me())
            flash(_("The details are saved."))
            return redirect(url_for(".settings", cooperative_id=cooperative.id))
        except ChangedMeanwhile as refused:
            differences, status = refused.differences, 409
            form.version.data = str(queries.cooperative(cooperative.id).version)
    page = render_template(
        "cooperatives/settings.html",
        cooperative=queries.cooperative(cooperative.id),
        form=form,
        differences=differences,
    )
    return page, 422 if form.errors else status


@bp.route("/accounts", methods=["GET", "POST"], defaults={"cooperative_id": None})
@bp.route("/<int:cooperative_id>/accounts", methods=["GET", "POST"])
@requires(MANAGE)
def accounts(cooperative_id: int | None) -> ResponseReturnValue:
    cooperative = chosen(MANAGE, cooperative_id)
    form = AccountForm()
    if form.validate_on_submit():
        try:
            with transaction():
                account = banking.open_account(cooperative, form.details(), by=me())
            flash(_("From now on buyers pay in %(currency)s here.", currency=account.currency))
            return redirect(url_for(".accounts", cooperative_id=cooperative.id))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    return _accounts_page(cooperative, form, shown=False)


@bp.post("/<int:cooperative_id>/accounts/show")
@requires(MANAGE)
def show_accounts(cooperative_id: int) -> ResponseReturnValue:
    """The same page with the numbers whole; the trail keeps who saw them."""
    cooperative = chosen(MANAGE, cooperative_id)
    with transaction():
        audit.record(me(), "account-numbers.shown", cooperative, scope_id=cooperative.id)
    return _accounts_page(cooperative, AccountForm(formdata=None), shown=True)


def _accounts_page(
    cooperative: Cooperative, form: AccountForm, *, shown: bool
) -> ResponseReturnValue:
    page = render_template(
        "cooperatives/accounts.html",
        cooperative=cooperative,
        form=form,
        accounts=queries.bank_accounts(cooperative.id),
        shown=shown,
    )
    return page, 422 if form.errors else 200


@bp.post("/<int:cooperative_id>/accounts/close")
@requires(MANAGE)
def close_account(cooperative_id: int) -> ResponseReturnValue:
    cooperative, form = chosen(MANAGE, cooperative_id), CloseForm()
    if not form.validate():
        raise Invalid(_("This account is not known."))
    with transaction():
        banking.close_account(cooperative, form.account_id.data, by=me())
    flash(_("The account is closed. Papers made before keep naming it."))
    return redirect(url_for(".accounts", cooperative_id=cooperative.id))


@bp.route("/terms", methods=["GET", "POST"], defaults={"cooperative_id": None})
@bp.route("/<int:cooperative_id>/terms", methods=["GET", "POST"])
@requires(MANAGE)
def terms(cooperative_id: int | None) -> ResponseReturnValue:
    cooperative = chosen(MANAGE, cooperative_id)
    form, beside, status = TermForm(), list[Beside](), 200
    if form.validate_on_submit():
        try:
            with transaction():
                banking.agree_commission(
                    cooperative,
                    form.starts_on.data,
                    form.shares(),
                    form.reason.data,
                    by=me(),
                )
            flash(_("The commission is set. What was sold before keeps its own."))
            return redirect(url_for(".terms", cooperative_id=cooperative.id))
        except Taken as refused:
            form.refuse(refused.field, refused.message)
            beside, status = form.beside(queries.commission_terms(cooperative.id)), 409
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    page = render_template(
        "cooperatives/terms.html",
        cooperative=cooperative,
        form=form,
        terms=queries.commission_terms(cooperative.id),
        beside=beside,
        today=today(),
    )
    return page, status if status > 200 or not form.errors else 422


@bp.route("/staff", methods=["GET", "POST"], endpoint="staff", defaults={"cooperative_id": None})
@bp.route("/<int:cooperative_id>/staff", methods=["GET", "POST"], endpoint="staff")
@requires(MANAGE)
def staff_page(cooperative_id: int | None) -> ResponseReturnValue:
    cooperative = chosen(MANAGE, cooperative_id)
    form = StaffForm()
    if form.validate_on_submit():
        try:
            with transaction():
                person = staff.appoint(cooperative, form.email.data, form.role_given(), by=me())
            flash(_("%(name)s works here now.", name=person.name))
            return redirect(url_for(".staff", cooperative_id=cooperative.id))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
        except Forbidden as refused:
            form.refuse("email", refused.message)
    page = render_template(
        "cooperatives/staff.html",
        cooperative=cooperative,
        form=form,
        people=queries.staff_of(cooperative.id),
        roles=ROLE_NAMES,
        here=COOPERATIVE_ROLES,
    )
    return page, 422 if form.errors else 200


@bp.post("/<int:cooperative_id>/staff/revoke")
@requires(MANAGE)
def revoke(cooperative_id: int) -> ResponseReturnValue:
    cooperative, form = chosen(MANAGE, cooperative_id), RevokeForm()
    if not form.validate():
        raise Conflict(_("This person holds no role here any more."))
    with transaction():
        person = staff.dismiss(cooperative, form.user_id.data, Role(form.role.data), by=me())
    flash(_("%(name)s does not hold this role any more.", name=person.name))
    return redirect(url_for(".staff", cooperative_id=cooperative.id))
