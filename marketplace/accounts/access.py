"""Who may enter a view. Each view bears exactly one mark; a view without one opens for nobody."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, cast, overload

from flask import Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.accounts import confirming, sessions
from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import GUARDED, Permission
from marketplace.accounts.services import second
from marketplace.core.db import transaction

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    return _mark(view, "public")


@overload
def signed_in(view: View) -> View: ...
@overload
def signed_in(*, fresh: bool = False, first: bool = False) -> Callable[[View], View]: ...
def signed_in(view: Any = None, *, fresh: bool = False, first: bool = False) -> Any:
    """For whoever is signed in. With `fresh` a form counts only from somebody who proved a moment
    ago who she is. `first` marks what she may do before the second step that she must set up."""
    mark = partial(_mark, rule="signed in", fresh=fresh, first=first)
    return mark(view) if view else mark


def requires(permission: Permission) -> Callable[[View], View]:
    """For whoever holds the permission. Forms that move money, roles or bank details count only
    from somebody who proved a moment ago who she is."""
    return lambda view: _mark(view, permission, fresh=permission in GUARDED)


def _mark(view: View, rule: str, *, fresh: bool = False, first: bool = False) -> View:
    view.access, view.fresh, view.first = rule, fresh, first  # type: ignore[attr-defined]
    return view


def me() -> User:
    """The signed-in user; only for views that are not public."""
    return cast(User, current_user._get_current_object())


def visitor() -> User | None:
    """The signed-in user, if anyone is; for public views that differ for people known to us."""
    return me() if current_user.is_authenticated else None


def in_her_calendar() -> None:
    """Before each request of a blueprint whose public pages are one person's: who is signed in
    reads their days as she wishes. Pages that are the same for everyone go by their language."""
    if person := visitor():
        g.calendar = person.calendar.value


def my_scope(permission: Permission) -> Scope:
    """The cooperatives in which I may do it; hand it to the query that loads the thing."""
    return me().scope(permission)


def guard() -> ResponseReturnValue | None:
    """Runs before every request; app.py registers it."""
    view: Any = current_app.view_functions.get(request.endpoint or "")
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
    return _first_of_all(view)


def _first_of_all(view: Any) -> ResponseReturnValue | None:
    """What stands before the view: a second step to set up, or to prove once more who she is."""
    if second.must_have_one(me()) and not me().second_step_at and not view.first:
        return redirect(url_for("accounts.security", lang=me().locale))
    if view.fresh and request.method == "POST" and not sessions.confirmed_lately():
        return confirming.confirm_or_ask(me())
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
