"""Somebody moves to another group of her course."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import SelectField

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict
from marketplace.core.forms import Form, Required, options
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import Enrolment, Group
from marketplace.pardis.training.services import joining, moving
from marketplace.pardis.training.services.moving import Difference

bp = Blueprint("moving", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/training/enrolments")


class TransferForm(Form):
    group = SelectField(lazy_gettext("To the group"), [Required()])


@bp.route("/<int:enrolment_id>/transfer", methods=["GET", "POST"])
@requires(Permission.TRAINING_MANAGE)
def transfer(enrolment_id: int) -> ResponseReturnValue:
    old = queries.group(queries.group_number_of(enrolment_id))
    enrolment, form = queries.enrolment(enrolment_id), TransferForm()
    beside = [row for row in queries.groups_beside(old) if row.left]
    form.group.choices = options((row.group.number, row.group.number) for row in beside)
    if form.validate_on_submit():
        try:
            with transaction():
                locked = queries.locked_groups({old.number, form.group.data})
                joining.transfer(enrolment, locked[form.group.data], me())
            flash(_("%(name)s has a seat there.", name=enrolment.trainee.name), "ok")
            return redirect(url_for("training.group", number=form.group.data))
        except Conflict as refused:
            form.refuse("group", refused.message)
            enrolment = queries.enrolment(enrolment_id)
    page = render_template(
        "training/transfer.html",
        form=form,
        enrolment=enrolment,
        group=old,
        beside=[(row, _costs(enrolment, row.group)) for row in beside],
    )
    return page, 422 if form.errors else 200


def _costs(enrolment: Enrolment, to: Group) -> Difference | str | None:
    """What the move does to her fee, or why it cannot be made."""
    try:
        return moving.difference(enrolment, to)
    except Conflict as refused:
        return str(refused.message)
