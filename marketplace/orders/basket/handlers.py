"""What baskets do when somebody signs in."""

from flask import after_this_request, has_request_context

from marketplace.accounts.events import SignedIn
from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.orders.basket import cookie, services


def on_signed_in(event: SignedIn) -> None:
    """Her browser's basket becomes hers."""
    token_hash = cookie.token_hash() if has_request_context() else None
    if token_hash is None:
        return
    services.merge(db.session.get_one(User, event.user_id), token_hash)
    after_this_request(cookie.take_away)
