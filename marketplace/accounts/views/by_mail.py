"""Pages behind links that came by mail, and asking for one."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import jobs, links, services
from marketplace.accounts.access import public
from marketplace.accounts.entering import begin
from marketplace.accounts.errors import BadLink, ExpiredLink
from marketplace.accounts.forms import ForgotForm, NewPasswordForm
from marketplace.accounts.services.signing import Attempt
from marketplace.accounts.views.base import FEW, bp
from marketplace.core.db import transaction
from marketplace.core.jobs import enqueue
from marketplace.core.limits import limiter


@bp.route("/confirm/<token>", methods=["GET"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """Mail programs open links by themselves, so this only shows the button."""
    return render_template("accounts/confirm.html", user=links.confirming(token), token=token)


@bp.post("/confirm/<token>")
@public
def confirmed(token: str) -> ResponseReturnValue:
    with transaction():
        services.confirm_address(links.confirming(token))
    flash(_("Your address is confirmed. Sign in with your password."))
    return redirect(url_for("accounts.sign_in"))


@bp.route("/forgot", methods=["GET", "POST"])
@public
@limiter.limit(FEW, methods=["POST"])
def forgot() -> ResponseReturnValue:
    form = ForgotForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("accounts/forgot.html", form=form), status
    with transaction():
        enqueue(jobs.ask_for_reset, email=form.email.data)
    return redirect(url_for("accounts.sent", kind="reset"))


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    user = links.resetting(token)
    form = NewPasswordForm(user.email, user.name)
    if not form.validate_on_submit():
        page = render_template("accounts/reset.html", form=form, user=user, token=token)
        return page, 422 if form.is_submitted() else 200
    with transaction():
        services.choose_password(user, form.password.data)
        services.forget_failures([Attempt(user.email, "").account_key])
        way = begin(user)
    flash(_("Your new password holds from now on. On all other devices you are signed out."))
    return way()


@bp.errorhandler(BadLink)
def show_old_link(error: BadLink) -> ResponseReturnValue:
    """A link that has done its work, has run out, or was cut short in the mail."""
    status = 410 if isinstance(error, ExpiredLink) else 404
    return render_template("accounts/old_link.html", error=error), status
