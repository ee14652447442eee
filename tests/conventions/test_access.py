"""Every address of the site, asked for by everyone, for what is theirs and for what is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.routing import Rule

from marketplace.accounts.models import Session, User
from marketplace.accounts.permissions import GRANTS, GUARDED, Permission, Role
from marketplace.core.clock import now
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.support.estate import Estate, make_estate, names_something, values_for

VISITORS = (None, *Role)
OF_ONES_SIGN_IN = {
    f"accounts.{name}"
    for name in (
        *("address", "start_app", "confirm_app", "remove_app", "recovery_codes"),
        *("new_passkey", "add_passkey", "rename_passkey", "remove_passkey", "erase"),
    )
}


@dataclass(frozen=True)
class Question:
    """One request, and what may be answered."""

    method: str
    address: str
    allowed: str  # "sign in", "forbidden", "missing" or "anything of mine"

    def fault(self, status: int) -> str | None:
        good = {
            "sign in": status == 302,
            "forbidden": status == 403,
            "missing": status in {404, 405},
            "anything of mine": status < 500 and status not in {401, 403},
        }[self.allowed]
        return None if good else f"{self.method} {self.address}: {status}, not {self.allowed}"


@pytest.mark.parametrize("role", VISITORS, ids=str)
def test_doors_open_as_the_table_of_permissions_says(
    app: Flask, client_of: ClientOf, role: Role | None
) -> None:
    own, foreign = make_estate(), make_estate()
    user = own.user(role)
    client = client_of(user)
    questions = list(_questions(app, user, own, foreign))
    faults = [q.fault(_ask(client, q)) for q in questions]
    assert [fault for fault in faults if fault] == []


def test_a_view_without_a_mark_opens_for_nobody(app: Flask, client_of: ClientOf) -> None:
    unmarked = [n for n, view in app.view_functions.items() if not hasattr(view, "access")]
    assert unmarked == []


def test_acts_on_money_roles_and_accounts_ask_once_more_who_it_is(
    app: Flask, client_of: ClientOf
) -> None:
    own = make_estate()
    doors = [
        (client_of(_holder(own, view.access)), Question("POST", _address(app, rule, own), ""))
        for rule, view in _posts(app)
    ]
    db.session.execute(update(Session).values(confirmed_at=now() - timedelta(days=1)))
    open_doors = [door.address for client, door in doors if _ask(client, door) != 401]
    assert open_doors == []
    assert len(doors) >= 25


def _posts(app: Flask) -> Iterator[tuple[Rule, Any]]:
    """Every form that moves money, roles or bank details, or touches somebody's sign-in."""
    for rule in app.url_map.iter_rules():
        view: Any = app.view_functions[rule.endpoint]
        guarded = view.access in GUARDED or rule.endpoint in OF_ONES_SIGN_IN
        if guarded and "POST" in (rule.methods or set()):
            yield rule, view


def _holder(estate: Estate, mark: object) -> User | None:
    roles = (role for role in Role if mark in GRANTS[role])
    return estate.user(next(roles, Role.BUYER))


def _questions(app: Flask, user: User | None, own: Estate, foreign: Estate) -> Iterator[Question]:
    for rule in app.url_map.iter_rules():
        mark = getattr(app.view_functions[rule.endpoint], "access", None)
        if mark == "public":
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield Question(method, _address(app, rule, own), _allowed(user, mark))
            if user and names_something(rule) and _allowed(user, mark) == "anything of mine":
                everywhere = isinstance(mark, Permission) and user.scope(mark).everywhere
                allowed = "anything of mine" if everywhere and not role_bound(mark) else "missing"
                yield Question(method, _address(app, rule, foreign), allowed)


def role_bound(mark: object) -> bool:
    """Whether a permission reaches only what is a person's own, whatever its scope."""
    return mark is Permission.STUDIO_USE


def _allowed(user: User | None, mark: object) -> str:
    if user is None:
        return "sign in"
    if isinstance(mark, Permission) and not user.may(mark):
        return "forbidden"
    return "anything of mine"


def _address(app: Flask, rule: Rule, estate: Estate) -> str:
    with app.test_request_context():
        return url_for(rule.endpoint, **values_for(rule, estate))


def _ask(client: FlaskClient, question: Question) -> int:
    """The status of the answer; whatever the question changed is undone."""
    db.session.commit()
    before = db.engines[None].begin_nested()  # type: ignore[attr-defined]
    cookie = client.get_cookie("session")
    status = client.open(question.address, method=question.method).status_code
    db.session.remove()
    before.rollback()
    if cookie:
        client.set_cookie("session", cookie.value)
    return status
