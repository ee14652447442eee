"""How a visitor without an account is known again: a signed cookie, of which we keep only a hash."""

import secrets
from hashlib import sha256

from flask import Response

from marketplace.accounts import tokens
from marketplace.core import cookies
from marketplace.core.errors import NotFound

NAME = "basket"
DAYS = 90


def new_token() -> str:
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def token_hash() -> str | None:
    """The hash of this browser's token; None where it has none, or one that we did not sign."""
    signed = cookies.read(NAME)
    if not signed:
        return None
    try:
        return hash_of(str(tokens.read(NAME, signed, max_age=DAYS * 86_400)))
    except NotFound:
        return None


def give(response: Response, token: str) -> None:
    cookies.keep(response, NAME, tokens.sign(NAME, token), DAYS * 86_400)


def take_away(response: Response) -> Response:
    cookies.forget(response, NAME)
    return response
