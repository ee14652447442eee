"""Headers that keep a page to itself, and the check of where a form came from."""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import CSRFProtect

from marketplace.config import settings
from marketplace.core.errors import Invalid

View = TypeVar("View", bound=Callable[..., Any])
csrf = CSRFProtect()

SAFE = {"GET", "HEAD", "OPTIONS"}


def nonce() -> str:
    """This response's nonce for the few inline data blocks that a page needs."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def without_token(view: View) -> View:
    """Marks a view whose form stands on pages that are the same for everyone."""
    csrf.exempt(view)
    return view


def init_app(app: Flask) -> None:
    csrf.init_app(app)
    app.before_request(refuse_foreign_forms)
    app.after_request(add_headers)
    app.jinja_env.globals["csp_nonce"] = nonce


def refuse_foreign_forms() -> ResponseReturnValue | None:
    """Nothing is changed at the wish of another site: browsers say where a request comes from.

    Forms on pages that are the same for everyone carry no token, so this is their whole guard
    (OWASP CSRF prevention, fetch metadata); all others have their token besides.
    """
    if request.method in SAFE:
        return None
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site not in {None, "same-origin", "none"}:
        abort(403)
    if site is None and origin and origin.rstrip("/") != request.host_url.rstrip("/"):
        abort(403)
    return None


def refuse_unwritable() -> ResponseReturnValue | None:
    """The sign NUL, which no keyboard has, cannot be stored: in an address it is a bad request, in
    a form it is named by its field. So no view meets it."""
    values = [*(request.view_args or {}).values(), *request.args, *request.args.values()]
    if any("\0" in str(value) for value in values):
        abort(400)
    for name, typed in request.form.items(multi=True):
        if "\0" in name or "\0" in typed:
            shown = name.replace("\0", "")[:60]
            raise Invalid(_("“%(field)s” holds a sign that cannot be kept.", field=shown), shown)
    return None


def add_headers(response: Response) -> Response:
    script = f"'self' 'nonce-{g.nonce}'" if "nonce" in g else "'self'"
    pictures = " ".join(filter(None, ("'self' data: blob:", settings().media_origin)))
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; script-src {script}; style-src 'self'; img-src {pictures}; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault(
        "Permissions-Policy", "camera=(self), geolocation=(), microphone=()"
    )
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
