"""The second step of the sign-in, and the sign-in by passkey alone."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import queries, services
from marketplace.accounts.access import public
from marketplace.accounts.entering import Way, finish
from marketplace.accounts.errors import TooSoon
from marketplace.accounts.forms import SecondStepForm
from marketplace.accounts.models import User
from marketplace.accounts.services import passkeys, second
from marketplace.accounts.services.signing import Attempt
from marketplace.accounts.sessions import half_open
from marketplace.accounts.views.base import bp
from marketplace.core.db import transaction
from marketplace.core.errors import DomainError, Invalid
from marketplace.core.limits import limiter


@bp.route("/sign-in/second-step", methods=["GET", "POST"])
@public
def second_step() -> ResponseReturnValue:
    user, form = half_open(), SecondStepForm()
    if user is None:
        return redirect(url_for("accounts.sign_in"))
    if not form.validate_on_submit():
        return _page(user, form, 422 if form.is_submitted() else 200)
    try:
        way = _prove(user, form)
    except TooSoon as error:
        form.refuse(None, error.message)
        return _page(user, form, 429)
    except DomainError as error:
        form.refuse(getattr(error, "field", None), error.message)
        return _page(user, form, 422)
    return way()


def _prove(user: User, form: SecondStepForm) -> Way:
    """The attempt is counted before the code is looked at, as with passwords."""
    attempt = Attempt(f"second {user.id}", request.remote_addr or "")
    with transaction():
        services.admit(attempt)
    if form.passkey.data:
        with transaction():
            challenge = passkeys.take("second")
    with transaction():
        if form.passkey.data:
            passkeys.signed(challenge, form.passkey.data, user)
        else:
            second.check_code(user, form.code.data or "")
        services.taken_back(attempt)
        return finish(user)


def _page(user: User, form: SecondStepForm, status: int) -> ResponseReturnValue:
    options = ""
    if passkeys.can_be_used() and queries.passkeys_of(user):
        with transaction():
            options = passkeys.to_sign("second", user)
    page = render_template(
        "accounts/second_step.html", form=form, options=options, app=second.app_of(user)
    )
    return page, status


@bp.post("/sign-in/passkey/options")
@public
@limiter.limit("60 per hour")
def passkey_options() -> ResponseReturnValue:
    """What any passkey of this shop may sign to come in."""
    with transaction():
        options = passkeys.to_sign("sign in")
    return options, {"Content-Type": "application/json"}


@bp.post("/sign-in/passkey")
@public
@limiter.limit("60 per hour")
def sign_in_by_passkey() -> ResponseReturnValue:
    """A passkey that its owner has unlocked is both steps in one."""
    form = request.form
    try:
        with transaction():
            challenge = passkeys.take("sign in")
        with transaction():
            user = passkeys.signed(challenge, form.get("passkey", ""))
            way = finish(user, keep=bool(form.get("keep")), wanted=form.get("next", ""))
    except Invalid as error:
        page = render_template("accounts/passkey_failed.html", message=error.message)
        return page, 422
    return way()
