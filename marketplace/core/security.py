"""Headers that keep a page to itself, and the check of where a form came from."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Flask, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import CSRFProtect

from marketplace.config import settings
from marketplace.core.errors import Invalid

View = TypeVar("View", bound=Callable[..., Any])
csrf = CSRFProtect()

SAFE = {"GET", "HEAD", "OPTIONS"}
YEAR = 365 * 24 * 3600

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "img-src": "'self' blob:",  # a photo is shown to its maker before it is sent
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
ALONE = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
"""For files that people sent: shown, they run nothing and load nothing."""

UNUSED = ("display-capture", "geolocation", "microphone", "payment", "usb")
GUARDS: Mapping[str, str] = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "Cross-Origin-Embedder-Policy": "credentialless",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        (
            *(f"{name}=()" for name in UNUSED),
            "camera=(self)",  # reads the labels of pieces
            "publickey-credentials-create=(self)",
            "publickey-credentials-get=(self)",
        )
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer carries unless its view says something stricter."""


def without_token(view: View) -> View:
    """Marks a view whose form stands on pages that are the same for everyone."""
    csrf.exempt(view)
    return view


def init_app(app: Flask) -> None:
    csrf.init_app(app)
    app.before_request(refuse_foreign_forms)
    app.after_request(add_headers)


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
    """What a view has said of itself stands; whatever says nothing is kept by no cache."""
    if origin := settings().media_origin:  # pictures come straight from the store
        policy = GUARDS["Content-Security-Policy"].replace(" blob:", f" blob: {origin}")
        response.headers.setdefault("Content-Security-Policy", policy)
    for name, value in GUARDS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "private, no-store")
    if settings().production or request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", _only_by_https())
    return response


def _only_by_https() -> str:
    if settings().hsts_preload:
        return f"max-age={2 * YEAR}; includeSubDomains; preload"
    return f"max-age={YEAR}; includeSubDomains"
