"""Cookies of this host alone: in production their names say so, and browsers hold us to it.

A name that begins with `__Host-` cannot be set by a neighbouring host, nor without https.
"""

from flask import Response, request
from werkzeug import Response as AnyResponse

from marketplace.config import settings


def name_of(cookie: str, *, production: bool) -> str:
    """What the browser calls the cookie."""
    return f"__Host-{cookie}" if production else cookie


def read(cookie: str) -> str:
    """What this browser sent; empty where it has no such cookie."""
    return request.cookies.get(name_of(cookie, production=settings().production), "")


def keep(response: Response | AnyResponse, cookie: str, value: str, seconds: int) -> None:
    """No script reads it, and no other site's form brings it along."""
    response.set_cookie(
        name_of(cookie, production=settings().production),
        value,
        max_age=seconds,
        secure=settings().production or request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def forget(response: Response | AnyResponse, cookie: str) -> None:
    production = settings().production
    response.delete_cookie(
        name_of(cookie, production=production), secure=production, httponly=True, samesite="Lax"
    )
