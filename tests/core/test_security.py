import json
import logging

import pytest

from marketplace.core.logs import JsonFormatter
from tests.conftest import ClientOf


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
    ],
)
def test_nothing_is_changed_at_the_wish_of_another_site(
    client_of: ClientOf, headers: dict[str, str]
) -> None:
    assert client_of(None).post("/nothing-here", headers=headers).status_code == 403


def test_every_answer_carries_its_guards(client_of: ClientOf) -> None:
    headers = client_of(None).get("/health/live").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_request_is_known_by_its_id(client_of: ClientOf) -> None:
    given = client_of(None).get("/health/live", headers={"X-Request-ID": "abc123"})
    forged = client_of(None).get("/health/live", headers={"X-Request-ID": "a b"})
    assert given.headers["X-Request-ID"] == "abc123"
    assert forged.headers["X-Request-ID"] != "a b"


def test_a_log_line_is_one_json_object() -> None:
    record = logging.LogRecord("shop", logging.INFO, "", 0, "سلام %s", ("x",), None)
    line = JsonFormatter().format(record)
    assert json.loads(line)["message"] == "سلام x"
    assert "\n" not in line
