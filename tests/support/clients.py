"""Browsers without a browser."""

import secrets
from hashlib import sha256
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient

from marketplace.accounts.models import Session, User
from marketplace.accounts.sessions import TOKEN
from marketplace.core.db import db
from tests.support.pages import faults_in

LEFT_OVER = (
    "_flask_babel",
    "_login_user",
    "lang",
    "nonce",
    "request_id",
    "csrf_token",
    "calendar",
    "seen_at",
    "confirmed_at",
    "rates",
)


class Visitor(FlaskClient):
    """A client whose every request begins with nothing known, even when tests share an app context.

    Whatever page it is given must be well made.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        for left_over in LEFT_OVER:
            g.pop(left_over, None)
        db.session.commit()  # what the test has made so far outlives a request that is refused
        answer = super().open(*args, **kwargs)
        whole = answer.mimetype == "text/html" and "<html" in answer.text
        if whole and not 300 <= answer.status_code < 400:
            faults = faults_in(answer.text)
            assert not faults, f"{answer.request.path}: {faults}"
        return answer


def cookie_of(user: User) -> dict[str, Any]:
    """What a signed-in person's cookie says; the session row is made, not yet committed."""
    token = secrets.token_urlsafe(32)
    db.session.add(Session(token_hash=sha256(token.encode()).hexdigest(), user_id=user.id))
    db.session.flush()
    return {TOKEN: token, "_user_id": str(user.id), "_fresh": True}


def sign_in(app: Flask, client: FlaskClient, user: User) -> None:
    content = cookie_of(user)
    with client.session_transaction() as session:
        session.update(content)
