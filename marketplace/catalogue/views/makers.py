"""The crafts of a member, for her cooperative."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.permissions import Permission
from marketplace.catalogue.forms.makers import CraftsForm
from marketplace.catalogue.services import makers
from marketplace.cooperatives import queries as cooperatives
from marketplace.core.db import transaction
from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("maker_crafts", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/members")


@bp.route("/<int:artisan_id>/crafts", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def edit(artisan_id: int) -> ResponseReturnValue:
    scope = my_scope(Permission.MEMBER_MANAGE)
    artisan = cooperatives.artisan_in(scope, artisan_id)
    scope_id = cooperatives.membership_in(scope, artisan_id).cooperative_id
    form = CraftsForm(crafts=makers.crafts_of(artisan))
    if form.validate_on_submit():
        with transaction():
            makers.choose_crafts(artisan, form.crafts.data or [], scope_id, by=me())
        flash(_("The details are saved."))
        return redirect(url_for("members.member", artisan_id=artisan.id))
    page = render_template("cooperatives/crafts.html", form=form, artisan=artisan)
    return page, 422 if form.errors else 200
