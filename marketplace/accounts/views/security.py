"""A person's sign-in: second steps, recovery codes, and the places where she is signed in."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import queries, sessions
from marketplace.accounts.access import me, signed_in
from marketplace.accounts.devices import named
from marketplace.accounts.forms import CodeForm
from marketplace.accounts.models import AuthenticatorApp, Session, User
from marketplace.accounts.services import passkeys, second
from marketplace.accounts.views.base import FORGET, bp
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.qr import qr_code


@bp.get("/account/security")
@signed_in(first=True)
def security() -> ResponseReturnValue:
    user = me()
    return render_template(
        "accounts/security.html",
        user=user,
        app=second.app_of(user),
        codes_left=second.codes_left(user),
        passkeys=queries.passkeys_of(user),
        passkeys_work=passkeys.can_be_used(),
        owed=second.must_have_one(user) and not user.second_step_at,
        places=[_shown(place) for place in queries.places_of(user)],
    )


@bp.post("/account/security/app")
@signed_in(first=True, fresh=True)
def start_app() -> ResponseReturnValue:
    with transaction():
        second.start_app(me())
    return redirect(url_for("accounts.set_up_app"))


@bp.route("/account/security/app", methods=["GET"])
@signed_in(first=True)
def set_up_app() -> ResponseReturnValue:
    """The secret is seen only while it is being set up, and only in a fresh session."""
    app = second.app_of(me())
    if app is None or app.confirmed_at or not sessions.confirmed_lately():
        return redirect(url_for("accounts.security"))
    return _app_page(me(), app, CodeForm(), 200)


@bp.post("/account/security/app/confirm")
@signed_in(first=True, fresh=True)
def confirm_app() -> ResponseReturnValue:
    user, form = me(), CodeForm()
    app = second.app_of(user)
    if app is None:
        return redirect(url_for("accounts.security"))
    try:
        if not form.validate():
            return _app_page(user, app, form, 422)
        with transaction():
            second.confirm_app(user, form.code.data)
            codes = [] if second.codes_left(user) else second.new_recovery_codes(user)
    except Invalid as error:
        form.refuse(error.field, error.message)
        return _app_page(user, app, form, 422)
    flash(_("From now on your telephone is the second step of your sign-in."))
    return codes_page(codes)


@bp.post("/account/security/app/remove")
@signed_in(fresh=True)
def remove_app() -> ResponseReturnValue:
    try:
        with transaction():
            second.remove_app(me())
    except Conflict as error:
        flash(str(error), "error")
    else:
        flash(_("The app is no longer asked for."))
    return redirect(url_for("accounts.security"))


@bp.post("/account/security/codes")
@signed_in(first=True, fresh=True)
def recovery_codes() -> ResponseReturnValue:
    if not me().second_step_at:
        return redirect(url_for("accounts.security"))
    with transaction():
        codes = second.new_recovery_codes(me())
    return codes_page(codes)


@bp.post("/account/sessions/<place>/end")
@signed_in
def end_session(place: str) -> ResponseReturnValue:
    with transaction():
        if len(place) == sessions.MARK_LENGTH:
            sessions.close_one(me(), place)
    flash(_("Signed out there."))
    return redirect(url_for("accounts.security"))


@bp.post("/account/sign-out-everywhere")
@signed_in(first=True)
def sign_out_everywhere() -> ResponseReturnValue:
    with transaction():
        sessions.close_all_sessions(me())
        sessions.close_session()
    flash(_("You are signed out everywhere."))
    return redirect(url_for("accounts.sign_in")), FORGET


def codes_page(codes: list[str]) -> ResponseReturnValue:
    """Codes are shown once, in the answer itself; without new ones there is nothing to show."""
    if not codes:
        return redirect(url_for("accounts.security"))
    return render_template("accounts/recovery_codes.html", codes=codes)


def _app_page(
    user: User, app: AuthenticatorApp, form: CodeForm, status: int
) -> ResponseReturnValue:
    secret = " ".join(app.secret[n : n + 4] for n in range(0, len(app.secret), 4))
    qr = qr_code(second.address_of(user, app))
    return render_template("accounts/app.html", form=form, qr=qr, secret=secret), status


def _shown(place: Session) -> dict[str, object]:
    """A place as the page says it: by which device, whence, when, and whether it is this one."""
    return {
        "device": named(place.agent),
        "address": place.address,
        "country": place.country,
        "seen_at": place.seen_at,
        "created_at": place.created_at,
        "mark": sessions.mark_of(place),
        "here": sessions.is_this_one(place),
    }
