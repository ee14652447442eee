"""How a browser is known to have signed in to an account before. The mark opens nothing; it only
keeps a stranger's wrong guesses from slowing down this browser."""

import secrets
from hashlib import sha256

from flask import request
from werkzeug import Response

from marketplace.accounts import tokens
from marketplace.config import settings
from marketplace.core.errors import NotFound

NAME = "known"
SECONDS = 180 * 86_400


def device_of(email: str) -> str:
    """This browser's mark for the account, empty if it has none."""
    try:
        mark = tokens.read(NAME, request.cookies.get(NAME, ""), SECONDS)
    except NotFound:
        return ""
    return str(mark["device"]) if mark["account"] == _digest(email) else ""


def remember_device(response: Response, email: str) -> None:
    mark = {"account": _digest(email), "device": secrets.token_hex(8)}
    response.set_cookie(
        NAME,
        tokens.sign(NAME, mark),
        max_age=SECONDS,
        secure=settings().production,
        httponly=True,
        samesite="Lax",
    )


def _digest(email: str) -> str:
    return sha256(email.strip().lower().encode()).hexdigest()[:20]
