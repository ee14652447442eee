"""How refusals and failures are answered: a page in the shop's look, or JSON where it was asked for.

Nothing here reads the database, so the pages also come when it is down.
"""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from marketplace.core.errors import Conflict, DomainError, Invalid
from marketplace.core.logs import note
from marketplace.core.storage import StorageDown

log = logging.getLogger(__name__)
RETRY_AFTER = "10"
REFUSED = {401, 403, 405, 422, 429}
"""Answers to who may not, or sent what cannot be."""

WORDS: Mapping[int, tuple[LazyString, LazyString]] = {
    400: (
        _l("This request could not be read"),
        _l("The address or the form was cut short on its way. Go back and try once more."),
    ),
    401: (
        _l("Sign in first"),
        _l("This page belongs to somebody. Sign in, and you come back here."),
    ),
    403: (
        _l("This belongs to someone else’s desk"),
        _l("If it should be yours, ask whoever looks after roles in your cooperative."),
    ),
    404: (
        _l("There is nothing at this address"),
        _l("The piece may be sold and its page closed, or the link has a slip in it."),
    ),
    405: (
        _l("This address answers another kind of request"),
        _l("You have probably reloaded the answer to a form. Go back to where the form was."),
    ),
    409: (
        _l("Something changed in the meantime"),
        _l("Nothing was done. Look at the page as it is now, then decide again."),
    ),
    410: (
        _l("This is no longer here"),
        _l("It was taken away on purpose. There is more like it."),
    ),
    413: (
        _l("That was too much to send at once"),
        _l("A picture may have up to 25 megabytes. Send fewer at a time."),
    ),
    422: (
        _l("Something in the form needs another look"),
        _l("Nothing was changed. Go back: what you typed is still there."),
    ),
    429: (
        _l("That was too fast"),
        _l("To keep strangers out we slow down after many tries. Wait a minute, then go on."),
    ),
    500: (
        _l("Something tore on our side"),
        _l("It has been written down for the people who mend it. Try again in a minute."),
    ),
    503: (
        _l("We are not ready yet"),
        _l(
            "The shop is starting, or something behind it does not answer. Nothing was changed. "
            "Try again in a minute."
        ),
    ),
}


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, show_problem)
    app.register_error_handler(StaleDataError, show_stale)
    for unreachable in (OperationalError, InterfaceError, NoConnectionFree):
        app.register_error_handler(unreachable, show_unreachable)
    app.register_error_handler(CSRFError, show_expired_form)
    app.register_error_handler(StorageDown, show_lack)
    app.register_error_handler(HTTPException, show_fault)


def show_problem(error: DomainError) -> ResponseReturnValue:
    _note(int(error.status))
    return _answer(int(error.status), error)


def show_stale(_error: StaleDataError) -> ResponseReturnValue:
    return show_problem(Conflict(_("Someone else changed this just now. Look again, then decide.")))


def show_unreachable(error: Exception) -> ResponseReturnValue:
    """The database is away, or busier than anybody can wait for. Nothing was saved."""
    log.error("The database did not answer", exc_info=error)
    return *_answer(503, None), {"Retry-After": RETRY_AFTER}


def show_expired_form(_error: CSRFError) -> ResponseReturnValue:
    return show_problem(
        Invalid(_("This form has lain too long, or your session ended. Go back and send it again."))
    )


def show_lack(error: StorageDown) -> ResponseReturnValue:
    """The store of files does not answer."""
    current_app.logger.error("storage: %s", error)
    return *_answer(503, None), {"Retry-After": RETRY_AFTER}


def show_fault(error: HTTPException) -> ResponseReturnValue:
    """What the framework refuses, and every exception that nobody caught (as a 500)."""
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    if isinstance(error, SecurityError):
        note("refused", status)
        return "", status  # under a name that is not ours no address can be made
    if request.path.startswith("/static/"):
        return "", status
    _note(status)
    headers = {k: v for k, v in error.get_headers() if k.lower() != "content-type"}
    return *_answer(status, None), headers


def _note(status: int) -> None:
    """Whoever is refused leaves a line; a thing that is not hers, or not there, only if she is
    signed in, for strangers ask for what is not there all day."""
    if status in REFUSED or (status == HTTPStatus.NOT_FOUND and "_user_id" in session):
        note("refused", status)


def _answer(status: int, error: DomainError | None) -> tuple[str | Response, int]:
    title, text = WORDS.get(status) or WORDS[500 if status >= 500 else 400]
    if _wants_json():
        told = {"error": str(error or title), "field": getattr(error, "field", None)}
        return jsonify({key: value for key, value in told.items() if value}), status
    page = render_template(
        "errors/problem.html", status=status, error=error, title=title, text=text
    )
    return page, status


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]
