"""The rooms of the centre."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.errors import Invalid
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.training import queries
from marketplace.pardis.training.forms import RoomForm
from marketplace.pardis.training.services import courses

bp = Blueprint("rooms", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/rooms")
P = Permission


@bp.get("/")
@requires(P.TRAINING_READ)
def index() -> ResponseReturnValue:
    return _page(RoomForm(formdata=None))


@bp.post("/")
@requires(P.TRAINING_MANAGE)
def add() -> ResponseReturnValue:
    form = RoomForm()
    if form.validate_on_submit():
        names = {"fa": form.name_fa.data, "en": form.name_en.data}
        try:
            with transaction():
                courses.add_room(form.code.data, names, form.places.data, me())
            flash(_("The room is added."), "ok")
            return redirect(url_for(".index"))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    return _page(form), 422


def _page(form: RoomForm) -> str:
    may_manage = me().may(P.TRAINING_MANAGE)
    return render_template(
        "training/rooms.html", rooms=queries.rooms(), form=form, may_manage=may_manage
    )
