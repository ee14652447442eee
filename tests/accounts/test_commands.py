import re

import pytest
from flask import Flask

from marketplace.accounts import queries
from marketplace.accounts.passwords import matches
from marketplace.accounts.permissions import Role
from tests.conftest import ClientOf
from tests.factories.accounts import make_user


@pytest.fixture
def run(app: Flask):
    return lambda *words, **more: app.test_cli_runner().invoke(
        args=["users", "create-admin", *words], **more
    )


def test_an_administrator_gets_a_link_to_choose_a_password(run, client_of: ClientOf) -> None:
    result = run("--email", "Boss@Example.org", "--name", "Boss")
    assert result.exit_code == 0, result.output
    path = re.search(r"http://127.0.0.1:8000(/\S+)", result.output)[1]
    answer = client_of().post(path, data={"password": "quite another one"})
    assert answer.location == "/en/admin/"
    assert Role.ADMINISTRATOR in queries.user_by_email("boss@example.org").roles


def test_the_password_may_come_from_the_environment(run) -> None:
    word = {"ADMIN_PASSWORD": "quite another one"}
    result = run("--email", "boss@example.org", "--name", "Boss", env=word)
    user = queries.user_by_email("boss@example.org")
    assert matches(user.password_hash, "quite another one")
    assert user.email_confirmed_at
    assert "http" not in result.output


def test_somebody_with_an_account_keeps_her_password(run) -> None:
    user = make_user(password_hash="kept")
    run("--email", user.email, "--name", "Boss")
    assert Role.ADMINISTRATOR in user.roles
    assert user.password_hash == "kept"


@pytest.mark.parametrize(
    ("words", "env"),
    [
        (["--email", "no address", "--name", "Boss"], {}),
        (["--email", "boss@example.org", "--name", "Boss"], {"ADMIN_PASSWORD": "short"}),
    ],
)
def test_what_will_not_do_is_refused(run, words: list[str], env: dict[str, str]) -> None:
    result = run(*words, env=env)
    assert result.exit_code != 0
    assert queries.user_by_email("boss@example.org") is None
