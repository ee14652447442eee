"""Who may enter a view. Each view bears exactly one mark; a view without one opens for nobody."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts import sessions
from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    return _mark(view, "public")


def signed_in(view: View) -> View:
    return _mark(view, "signed in")


def requires(permission: Permission) -> Callable[[View], View]:
    return lambda view: _mark(view, permission)


def _mark(view: View, rule: str) -> View:
    view.access = rule  # type: ignore[attr-defined]
    return view


def me() -> User:
    """The signed-in user; only for views that are not public."""
    return cast(User, current_user._get_current_object())


def visitor() -> User | None:
    """The signed-in user, if anyone is; for public views that differ for people known to us."""
    return me() if current_user.is_authenticated else None


def my_scope(permission: Permission) -> Scope:
    """The cooperatives in which I may do it; hand it to the query that loads the thing."""
    return me().scope(permission)


def guard() -> ResponseReturnValue | None:
    """Runs before every request; app.py registers it."""
    view = current_app.view_functions.get(request.endpoint or "")
    rule = getattr(view, "access", None)
    if view is None or rule == "public":
        return None
    if rule is None:
        raise RuntimeError(f"{request.endpoint} has no access mark")
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in", next=_wanted()))
    if isinstance(rule, Permission) and not me().may(rule):
        abort(403)
    g.calendar = me().calendar.value
    if sessions.seen_long_ago():
        with transaction():
            sessions.note_seen()
    return None


def keep_private(response: Response) -> Response:
    """Pages of somebody are kept by no cache. Runs after every request; app.py registers it."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "access", "public") != "public":
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _wanted() -> str | None:
    """The page to come back to after the sign-in; what was sent by a form cannot be come back to."""
    if request.method != "GET":
        return None
    return request.full_path if request.query_string else request.path
