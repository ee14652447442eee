"""The members of a cooperative, for its staff."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.models import Scope
from marketplace.accounts.permissions import Permission
from marketplace.cooperatives import queries
from marketplace.cooperatives.errors import ChangedMeanwhile
from marketplace.cooperatives.forms.members import EndForm, MemberForm, NewMemberForm
from marketplace.cooperatives.models import Artisan
from marketplace.cooperatives.services import members
from marketplace.cooperatives.services.banking import masked
from marketplace.cooperatives.tables import MAKERS, text_in
from marketplace.cooperatives.views.chosen import choices
from marketplace.core.clock import today
from marketplace.core.db import transaction
from marketplace.core.digits import ending
from marketplace.core.errors import Invalid
from marketplace.desk.looking import look_at
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.media.services import receive_picture

bp = Blueprint("members", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/members")
READ, MANAGE = Permission.MEMBER_READ, Permission.MEMBER_MANAGE
LAST_PAGE = 10_000


@bp.get("/")
@requires(READ)
def index() -> ResponseReturnValue:
    look = look_at(MAKERS)
    if look.elsewhere:
        return redirect(look.elsewhere)
    text = text_in(look.filters)
    number = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    scope = my_scope(READ)
    return render_template(
        "cooperatives/members.html",
        page=queries.members_page(scope, text, number),
        text=text,
        invitations=queries.open_invitations(my_scope(MANAGE)),
        may_manage=me().may(MANAGE),
        look=look,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(MANAGE)
def new() -> ResponseReturnValue:
    form = NewMemberForm().among(choices(MANAGE))
    if form.validate_on_submit():
        try:
            with transaction():
                cooperative = queries.cooperative_in(my_scope(MANAGE), form.cooperative_id.data)
                artisan = members.add_member(
                    cooperative, form.profile(), form.member_number.data or "", by=me()
                )
                _take_portrait(form, artisan, cooperative.id)
            flash(_("%(name)s is a member now.", name=form.name_en.data))
            return redirect(url_for(".member", artisan_id=artisan.id))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    page = render_template("cooperatives/new_member.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/<int:artisan_id>")
@requires(READ)
def member(artisan_id: int) -> ResponseReturnValue:
    return _member_page(artisan_id, my_scope(READ), shown=False)


@bp.post("/<int:artisan_id>/numbers")
@requires(MANAGE)
def show_numbers(artisan_id: int) -> ResponseReturnValue:
    """The same page with her numbers whole; the trail keeps who saw them."""
    scope = my_scope(MANAGE)
    artisan = queries.artisan_in(scope, artisan_id)
    belongs_to = queries.membership_in(scope, artisan_id).cooperative_id
    with transaction():
        audit.record(me(), "personal-data.shown", artisan, scope_id=belongs_to)
    return _member_page(artisan_id, scope, shown=True)


def _member_page(artisan_id: int, scope: Scope, *, shown: bool) -> ResponseReturnValue:
    artisan = queries.artisan_in(scope, artisan_id)
    membership = queries.membership_in(scope, artisan_id)
    return render_template(
        "cooperatives/member.html",
        artisan=artisan,
        membership=membership,
        shown=shown,
        sheba=ending(artisan.sheba, shown),
        phone=ending(artisan.phone, shown),
        may_manage=me().may(MANAGE, membership.cooperative_id),
    )


@bp.route("/<int:artisan_id>/edit", methods=["GET", "POST"])
@requires(MANAGE)
def edit(artisan_id: int) -> ResponseReturnValue:
    scope = my_scope(MANAGE)
    artisan = queries.artisan_in(scope, artisan_id)
    scope_id = queries.membership_in(scope, artisan_id).cooperative_id
    form, differences = MemberForm.of(artisan), []
    if form.validate_on_submit():
        try:
            with transaction():
                members.revise_maker(
                    artisan, form.profile(artisan.sheba), form.version_read(), scope_id, by=me()
                )
                _take_portrait(form, artisan, scope_id)
            flash(_("The details are saved."))
            return redirect(url_for(".member", artisan_id=artisan.id))
        except ChangedMeanwhile as refused:
            differences = refused.differences
            form.version.data = str(queries.artisan_in(scope, artisan_id).version)
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    sheba = masked(artisan.sheba) if artisan.sheba else ""
    page = render_template(
        "cooperatives/edit_member.html",
        form=form,
        artisan=artisan,
        sheba=sheba,
        differences=differences,
    )
    return page, 409 if differences else 422 if form.errors else 200


@bp.route("/<int:artisan_id>/end", methods=["GET", "POST"])
@requires(MANAGE)
def end(artisan_id: int) -> ResponseReturnValue:
    membership = queries.membership_in(my_scope(MANAGE), artisan_id)
    form = EndForm(ends_on=today())
    if form.validate_on_submit():
        try:
            with transaction():
                members.end_membership(membership, form.ends_on.data, form.reason.data, by=me())
            flash(_("The membership has its end."))
            return redirect(url_for(".member", artisan_id=artisan_id))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    page = render_template("cooperatives/end_membership.html", form=form, membership=membership)
    return page, 422 if form.errors else 200


def _take_portrait(form: MemberForm, artisan: Artisan, scope_id: int) -> None:
    if form.portrait.data:
        picture = receive_picture(form.portrait.data, me())
        members.set_portrait(artisan, picture.id, scope_id, by=me())
