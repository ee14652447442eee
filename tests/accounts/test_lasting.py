"""How long a sign-in lasts, what is forgotten at its end, and the lines that it leaves."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import update

from marketplace.accounts.models import Session
from marketplace.accounts.passwords import hashed
from marketplace.accounts.permissions import Role
from marketplace.core.clock import now
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.accounts import make_user

PASSWORD = "red cloth blue thread"


@pytest.mark.parametrize(("days", "status"), [(89, 200), (91, 302)])
def test_a_session_in_daily_use_ends_after_90_days(
    client_of: ClientOf, days: int, status: int
) -> None:
    client = client_of(make_user())
    db.session.execute(update(Session).values(created_at=now() - timedelta(days=days)))
    assert client.get("/en/account").status_code == status


@pytest.mark.parametrize("path", ["sign-out", "account/sign-out-everywhere"])
def test_signing_out_empties_what_the_browser_keeps(client_of: ClientOf, path: str) -> None:
    answer = client_of(make_user()).post(f"/en/{path}")
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_each_try_to_sign_in_leaves_a_line(
    client_of: ClientOf, caplog: pytest.LogCaptureFixture
) -> None:
    user = make_user(password_hash=hashed(PASSWORD))
    with caplog.at_level(logging.INFO, "security"):
        for password in ("something else here", PASSWORD):
            client_of().post("/en/sign-in", data={"email": user.email, "password": password})
    lines = [(r.getMessage(), r.status, r.user, r.levelname) for r in caplog.records]  # type: ignore[attr-defined]
    assert lines == [
        ("authentication", 422, None, "WARNING"),
        ("authentication", 302, str(user.id), "INFO"),
    ]


@pytest.mark.parametrize(("path", "status"), [("office/transfers", 403), ("orders/none", 404)])
def test_whoever_is_refused_leaves_a_line(
    client_of: ClientOf, caplog: pytest.LogCaptureFixture, path: str, status: int
) -> None:
    user = make_user(Role.BUYER)
    assert client_of(user).get(f"/en/{path}").status_code == status
    [line] = [r for r in caplog.records if r.name == "security"]
    assert (line.getMessage(), line.status, line.user) == ("refused", status, str(user.id))  # type: ignore[attr-defined]
    assert path not in str(line.__dict__)


def test_strangers_who_find_nothing_leave_no_line(
    client_of: ClientOf, caplog: pytest.LogCaptureFixture
) -> None:
    client_of().get("/en/nowhere")
    assert [r for r in caplog.records if r.name == "security"] == []
