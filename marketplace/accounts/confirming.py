"""Proving once more who one is, before an act that moves money, roles or bank details.

A form that comes too long after the last proof is answered by a page that asks for the password, a
code or a passkey, and holds everything that was typed. Sent from there to the same address, the
form is taken as if it had come at once. Nothing is kept on the server, and nothing is lost.
"""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import queries, services, sessions
from marketplace.accounts.devices import device_of
from marketplace.accounts.errors import TooSoon
from marketplace.accounts.models import User
from marketplace.accounts.passwords import matches
from marketplace.accounts.services import passkeys, second
from marketplace.accounts.services.signing import Attempt
from marketplace.core.db import transaction
from marketplace.core.errors import DomainError, Invalid

PASSWORD, CODE, PASSKEY = "confirm_password", "confirm_code", "confirm_passkey"
OURS = {PASSWORD, CODE, PASSKEY}


def confirm_or_ask(user: User) -> ResponseReturnValue | None:
    """None where this very form proves who she is, so that it may go on to its view; else the page
    that asks."""
    if not any(request.form.get(name) for name in OURS):
        return _ask(user, 401)
    attempt = Attempt(f"confirm {user.id}", request.remote_addr or "", device_of(user.email))
    try:
        with transaction():
            services.admit(attempt)
        challenge = _challenge()
        with transaction():
            _prove(user, challenge)
            services.taken_back(attempt)
            sessions.note_confirmed()
    except TooSoon as error:
        return _ask(user, 429, error.message)
    except DomainError as error:
        return _ask(user, 422, error.message)
    return None


def _challenge() -> bytes | None:
    if not request.form.get(PASSKEY):
        return None
    with transaction():
        return passkeys.take("confirm")


def _prove(user: User, challenge: bytes | None) -> None:
    """Raises Invalid."""
    if challenge:
        passkeys.signed(challenge, request.form[PASSKEY], user)
    elif code := request.form.get(CODE):
        second.check_code(user, code)
    elif not matches(user.password_hash, request.form.get(PASSWORD, "")):
        raise Invalid(_("This is not your password. Capital letters count."))


def _ask(user: User, status: int, fault: object = "") -> ResponseReturnValue:
    kept = [(n, v) for n, v in request.form.items(multi=True) if n not in OURS]
    files = [(name, file.filename) for name, file in request.files.items(multi=True) if file]
    page = render_template(
        "accounts/confirm_it.html",
        address=request.full_path if request.query_string else request.path,
        kept=kept,
        files=files,
        fault=fault,
        has_password=bool(user.password_hash),
        has_second=bool(user.second_step_at),
        options=_options(user),
    )
    return page, status, {"WWW-Authenticate": "Confirm", "Cache-Control": "no-store"}


def _options(user: User) -> str:
    """What a passkey of hers would sign, empty if she has none that works here."""
    if not queries.passkeys_of(user) or not passkeys.can_be_used():
        return ""
    with transaction():
        return passkeys.to_sign("confirm", user)
