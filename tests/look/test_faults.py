"""Refusals and failures in the shop's look, in both languages, without the database."""

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from marketplace.accounts.access import public, signed_in
from marketplace.app import create_app
from marketplace.core.errors import Conflict, Forbidden, Invalid, NotFound
from marketplace.faults import WORDS
from tests.support.databases import settings_for

STATUSES = sorted(WORDS)
ERRORS = [NotFound, Forbidden, Conflict, Invalid]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app whose database is down, with views that fail in every way."""
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    app = create_app(settings_for(nowhere, tmp_path_factory.mktemp("broken")))
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/<any(en, fa):lang>/fail/<int:status>")
    @public
    def fail(status: int) -> str:
        abort(status)

    @app.get("/<any(en, fa):lang>/mine")
    @signed_in
    def mine() -> str:
        return "mine"

    @app.get("/<any(en, fa):lang>/raise/<int:number>")
    @public
    def refuse(number: int) -> str:
        raise [*(kind("Said so") for kind in ERRORS), RuntimeError("secret detail")][number]

    return app


@pytest.fixture
def visitor(broken: Flask) -> FlaskClient:
    return broken.test_client()


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("fa", "rtl")])
def test_each_failure_has_a_page(
    visitor: FlaskClient, status: int, lang: str, direction: str
) -> None:
    answer = visitor.get(f"/{lang}/fail/{status}")
    assert answer.status_code == status
    assert f'lang="{lang}"' in answer.text
    assert f'dir="{direction}"' in answer.text
    assert 'class="wrap fault"' in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("status", STATUSES)
def test_failures_speak_persian(visitor: FlaskClient, status: int) -> None:
    english = visitor.get(f"/en/fail/{status}", headers={"Accept": "application/json"})
    persian = visitor.get(f"/fa/fail/{status}", headers={"Accept": "application/json"})
    assert english.json != persian.json
    assert english.json == {"error": str(WORDS[status][0])} or english.json["error"].isascii()


@pytest.mark.parametrize("number", range(len(ERRORS)))
def test_a_refusal_says_its_reason(visitor: FlaskClient, number: int) -> None:
    answer = visitor.get(f"/en/raise/{number}")
    assert answer.status_code == ERRORS[number].status
    assert "Said so" in answer.text


def test_a_refusal_names_its_field_in_json(visitor: FlaskClient) -> None:
    answer = visitor.get("/en/raise/3", headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json == {"error": "Said so"}


def test_an_uncaught_exception_gives_nothing_away(visitor: FlaskClient) -> None:
    answer = visitor.get(f"/en/raise/{len(ERRORS)}")
    assert answer.status_code == 500
    assert "Something tore" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_a_lost_database_still_gives_a_page(visitor: FlaskClient) -> None:
    with visitor.session_transaction() as session:
        session["_user_id"] = "1"
    answer = visitor.get("/fa/mine")
    assert answer.status_code == 503
    assert "psycopg" not in answer.text


def test_where_nothing_answers_the_address_says_the_language(visitor: FlaskClient) -> None:
    answer = visitor.get("/fa/nothing-here", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert 'lang="fa"' in answer.text


def test_the_wrong_method_names_the_right_ones(visitor: FlaskClient) -> None:
    answer = visitor.post("/en/fail/404")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_missing_file_is_no_page(visitor: FlaskClient) -> None:
    answer = visitor.get("/static/x/css/none.css")
    assert answer.status_code == 404
    assert answer.text == ""
