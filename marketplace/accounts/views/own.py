"""A person's own pages."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from marketplace.accounts import services
from marketplace.accounts.access import me, signed_in
from marketplace.accounts.devices import device_of
from marketplace.accounts.forms import ChangePasswordForm, PreferencesForm
from marketplace.accounts.models import Calendar, User
from marketplace.accounts.services.signing import Attempt
from marketplace.accounts.sessions import close_all_sessions
from marketplace.accounts.views.base import bp
from marketplace.core.db import transaction
from marketplace.core.errors import DomainError


@bp.get("/account")
@signed_in
def profile() -> ResponseReturnValue:
    """Who she is, and what the parts of the shop have to say to her (`wiring.OVERVIEW`)."""
    parts: Mapping[str, Callable[[User], Any]] = current_app.extensions["overview"]
    told = {name: tell(me()) for name, tell in parts.items()}
    return render_template("accounts/profile.html", user=me(), **told)


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in(first=True)
def password() -> ResponseReturnValue:
    user = me()
    form = ChangePasswordForm(user.email, user.name)
    if form.validate_on_submit():
        attempt = Attempt(f"confirm {user.id}", request.remote_addr or "", device_of(user.email))
        try:
            with transaction():
                services.admit(attempt)
            with transaction():
                services.change_password(user, form.present.data, form.password.data)
                services.taken_back(attempt)
        except DomainError as error:
            form.refuse(getattr(error, "field", "present"), error.message)
        else:
            flash(_("Your password is changed. On all other devices you are signed out."))
            return redirect(url_for("accounts.profile"))
    return render_template("accounts/password.html", form=form), 422 if form.errors else 200


@bp.route("/account/preferences", methods=["GET", "POST"])
@signed_in(first=True)
def preferences() -> ResponseReturnValue:
    user = me()
    form = PreferencesForm(locale=user.locale, calendar=user.calendar.value)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("accounts/preferences.html", form=form), status
    locale = form.locale.data
    with transaction():
        services.prefer(user, locale, Calendar(form.calendar.data))
    with force_locale(locale):
        flash(_("Kept. From now on we speak and write to you like this."))
    return redirect(url_for("accounts.preferences", lang=locale))


@bp.post("/account/sign-out-elsewhere")
@signed_in(first=True)
def sign_out_elsewhere() -> ResponseReturnValue:
    with transaction():
        close_all_sessions(me(), but_this=True)
    flash(_("You are signed out everywhere but here."))
    return redirect(url_for("accounts.security"))
