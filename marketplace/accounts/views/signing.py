"""In, out, and asking for an account."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import services
from marketplace.accounts.access import public, visitor
from marketplace.accounts.devices import device_of, remember_device
from marketplace.accounts.errors import TooSoon
from marketplace.accounts.events import SignedIn, SignedUp
from marketplace.accounts.forms import SignInForm, SignUpForm
from marketplace.accounts.landing import landing
from marketplace.accounts.models import User
from marketplace.accounts.services.people import NewAccount
from marketplace.accounts.services.signing import Attempt
from marketplace.accounts.sessions import WANTED, close_session, open_session
from marketplace.accounts.views.base import FEW, bp
from marketplace.core.db import transaction
from marketplace.core.errors import DomainError
from marketplace.core.events import announce
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
            entered = _enter(user, keep=form.keep.data)
    except TooSoon as error:
        form.refuse(None, error.message)
        return _sign_in_page(form, 429, {"Retry-After": str(error.seconds)})
    except DomainError as error:
        form.refuse(getattr(error, "field", None), error.message)
        return _sign_in_page(form, 422)
    return _welcome(user, form.next.data) if entered else redirect(_sent("new"))


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
    return redirect(url_for("accounts.sign_in"))


def _enter(user: User, keep: bool) -> bool:
    """Open her session; or, while her address is not confirmed, send her the link once more."""
    if user.email_confirmed_at is None:
        announce(SignedUp(user.id))
        return False
    open_session(user, keep=keep)
    announce(SignedIn(user.id))
    return True


def _welcome(user: User, wanted: str | None) -> ResponseReturnValue:
    response = redirect(landing(user, wanted or ""))
    remember_device(response, user.email)
    return response


def _sent(kind: str) -> str:
    return url_for("accounts.sent", kind=kind)


def _sign_in_page(
    form: SignInForm, status: int, headers: dict[str, str] | None = None
) -> ResponseReturnValue:
    return render_template("accounts/sign_in.html", form=form), status, headers or {}
