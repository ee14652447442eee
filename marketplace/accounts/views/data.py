"""A person's data: a copy of everything, and being forgotten."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import jobs, personal
from marketplace.accounts.access import me, signed_in
from marketplace.accounts.errors import StillNeeded
from marketplace.accounts.forms import EraseForm
from marketplace.accounts.sessions import close_session
from marketplace.accounts.views.base import bp
from marketplace.core.db import transaction
from marketplace.core.errors import NotFound
from marketplace.core.jobs import enqueue


@bp.get("/account/data")
@signed_in
def data() -> ResponseReturnValue:
    return render_template("accounts/data.html", copy=personal.newest_copy(me()))


@bp.post("/account/data/copy")
@signed_in(fresh=True)
def ask_for_copy() -> ResponseReturnValue:
    with transaction():
        copy, new = personal.ask_for_copy(me())
        if new:
            enqueue(jobs.make_copy, key=f"data copy {copy.id}", copy_id=copy.id)
    if new:
        flash(_("We gather it now and write to you when it is ready."))
    else:
        flash(_("There is one of today already."))
    return redirect(url_for("accounts.data"))


@bp.post("/account/data/copy/<int:copy_id>")
@signed_in(fresh=True)
def fetch_copy(copy_id: int) -> ResponseReturnValue:
    copy = personal.newest_copy(me())
    if copy is None or copy.id != copy_id or not copy.storage_key:
        raise NotFound
    content = personal.storage().get(copy.storage_key)
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = "attachment; filename=kotam-about-you.zip"
    return response


@bp.route("/account/data/erase", methods=["GET", "POST"])
@signed_in(fresh=True)
def erase() -> ResponseReturnValue:
    user = me()
    form, reasons = EraseForm(user.email), personal.obstacles(user)
    if reasons or not form.validate_on_submit():
        status = 409 if reasons and form.is_submitted() else 422 if form.is_submitted() else 200
        return render_template("accounts/erase.html", form=form, reasons=reasons), status
    try:
        with transaction():
            personal.erase(user)
            close_session()
    except StillNeeded as error:
        return render_template("accounts/erase.html", form=form, reasons=error.reasons), 409
    flash(
        _(
            "You are forgotten here. What the law wants kept, such as invoices, stays as long as it must."
        )
    )
    return redirect(url_for("accounts.sign_in"))
