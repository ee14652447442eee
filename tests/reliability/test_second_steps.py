"""Real connections, real commits: one code at two doors at once opens one of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pyotp
from flask import Flask

from marketplace.accounts.models import AuthenticatorApp, User
from marketplace.accounts.services import second
from marketplace.core.clock import now
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid
from tests.factories.accounts import make_user

DOORS = 6


def at_once(app: Flask, act: Callable[[], object]) -> list[str]:
    """The same act in several threads, each in a transaction of its own."""

    def perform(_number: int) -> str:
        with app.test_request_context():
            try:
                with transaction():
                    act()
            except Invalid:
                return "refused"
            return "in"

    with ThreadPoolExecutor(DOORS) as people:
        return sorted(people.map(perform, range(DOORS)))


def somebody(app: Flask) -> tuple[int, str]:
    """Her id, and the secret of her app."""
    with app.app_context(), transaction():
        user, secret = make_user(), pyotp.random_base32()
        db.session.add(AuthenticatorApp(user_id=user.id, secret=secret, confirmed_at=now()))
        return user.id, secret


def test_one_code_of_the_app_opens_one_door(shared: Flask) -> None:
    user_id, secret = somebody(shared)
    code = pyotp.TOTP(secret).now()
    done = at_once(shared, lambda: second.check_code(db.session.get_one(User, user_id), code))
    assert done == ["in"] + ["refused"] * (DOORS - 1)


def test_one_recovery_code_opens_one_door(shared: Flask) -> None:
    user_id, _secret = somebody(shared)
    with shared.test_request_context(), transaction():
        code = second.new_recovery_codes(db.session.get_one(User, user_id))[0]
    done = at_once(shared, lambda: second.check_code(db.session.get_one(User, user_id), code))
    assert done == ["in"] + ["refused"] * (DOORS - 1)


def test_two_who_begin_at_once_get_one_secret(shared: Flask) -> None:
    with shared.app_context(), transaction():
        user_id = make_user().id
    at_once(shared, lambda: second.start_app(db.session.get_one(User, user_id)))
    with shared.app_context():
        assert db.session.get(AuthenticatorApp, user_id)
