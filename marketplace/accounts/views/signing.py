"""In, out, and asking for an account."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import services
from marketplace.accounts.access import public, visitor
from marketplace.accounts.devices import device_of
from marketplace.accounts.entering import begin
from marketplace.accounts.errors import TooSoon
from marketplace.accounts.forms import SignInForm, SignUpForm
from marketplace.accounts.landing import landing
from marketplace.accounts.services.people import NewAccount
from marketplace.accounts.services.signing import Attempt
from marketplace.accounts.sessions import WANTED, close_session
from marketplace.accounts.views.base import FEW, FORGET, bp
from marketplace.core.db import transaction
from marketplace.core.errors import DomainError
from marketplace.core.limits import limiter
from marketplace.localisation.languages import language


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    known = visitor()
    if request.method == "GET":
        form.next.data = request.args.get("next", "") or session.get(WANTED, "")
        if known:
            return redirect(landing(known, form.next.data))
        return _sign_in_page(form, 200)
    if not form.validate():
        return _sign_in_page(form, 422)
    attempt = Attempt(form.email.data, request.remote_addr or "", device_of(form.email.data))
    try:
        with transaction():
            services.admit(attempt)
        with transaction():
            user = services.try_to_sign_in(attempt, form.password.data)
            way = begin(user, keep=form.keep.data, wanted=form.next.data or "")
    except TooSoon as error:
        form.refuse(None, error.message)
        form.slowed = True
        return _sign_in_page(form, 429, {"Retry-After": str(error.seconds)})
    except DomainError as error:
        form.refuse(getattr(error, "field", None), error.message)
        return _sign_in_page(form, 422)
    return way()


@bp.route("/sign-up", methods=["GET", "POST"])
@public
@limiter.limit(FEW, methods=["POST"])
def sign_up() -> ResponseReturnValue:
    form = SignUpForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("accounts/sign_up.html", form=form), status
    wish = NewAccount(form.email.data, form.name.data, form.password.data, language())
    with transaction():
        services.sign_up(wish)
    return redirect(_sent("new"))


@bp.get("/look-in-your-mail/<any(new, reset):kind>")
@public
def sent(kind: str) -> ResponseReturnValue:
    return render_template("accounts/sent.html", kind=kind)


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    with transaction():
        close_session()
    flash(_("You are signed out."))
    return redirect(url_for("accounts.sign_in")), FORGET


def _sent(kind: str) -> str:
    return url_for("accounts.sent", kind=kind)


def _sign_in_page(
    form: SignInForm, status: int, headers: dict[str, str] | None = None
) -> ResponseReturnValue:
    return render_template("accounts/sign_in.html", form=form), status, headers or {}
