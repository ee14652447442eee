"""Signed links: what a link may do, and for how long, stands in it and cannot be changed."""

from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from marketplace.core.errors import NotFound


def sign(purpose: str, payload: Any) -> str:
    """A token for one purpose; another purpose will not take it."""
    return str(_serializer(purpose).dumps(payload))


def read(purpose: str, token: str, max_age: int | None = None) -> Any:
    """What was signed; NotFound where the token was made up, changed or is too old."""
    try:
        return _serializer(purpose).loads(token, max_age=max_age)
    except BadData:
        raise NotFound from None


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=f"token:{purpose}")
