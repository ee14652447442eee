"""Bodies that no browser of ours sends."""

import io
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import ClientOf

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"
BODIES = {
    "no boundary": (b"name=x", PARTS),
    "cut off": (
        b'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\nx',
        f"{PARTS}; boundary=b",
    ),
    "another boundary": (b"--a\r\n\r\n--a--", f"{PARTS}; boundary=b"),
    "half a header": (b"--b\r\nContent-Dispo\r\n\r\nx\r\n--b--", f"{PARTS}; boundary=b"),
    "no header": (b"--b\r\n\r\nx\r\n--b--", f"{PARTS}; boundary=b"),
    "json": (b'{"email": "x"}', "application/json"),
    "no kind": (b"email=x", ""),
    "unknown kind": (b"email=x", "x/y; charset=utf-99"),
    "no utf-8": (b"email=%ff%fe&name=\xff\xfe\xed\xa0\x80", FORM),
    "no utf-8 in parts": (
        b'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n\xff\xfe\r\n--b--',
        f"{PARTS}; boundary=b",
    ),
    "ten thousand fields": ("&".join(f"f{n}=x" for n in range(10_000)).encode(), FORM),
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("path", ["sign-up", "sign-in", "bag/add", "checkout/address"])
def test_a_body_that_cannot_be_read_is_answered(client_of: ClientOf, body: str, path: str) -> None:
    content, kind = BODIES[body]
    answer = client_of().post(f"/en/{path}", data=content, content_type=kind)
    assert answer.status_code in {302, 303, 400, 404, 413, 415, 422}


def parts(fields: dict[str, str]) -> bytes:
    head = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    return ("".join(head.format(*pair) for pair in fields.items()) + "--b--").encode()


@pytest.mark.parametrize("fields", [{f"f{n}": "x" for n in range(10_000)}, {"name": "x" * 2**21}])
def test_too_many_parts_and_text_without_end(client_of: ClientOf, fields: dict[str, str]) -> None:
    kind = f"{PARTS}; boundary=b"
    answer = client_of().post("/en/sign-up", data=parts(fields), content_type=kind)
    assert answer.status_code == 413
    assert "too much to send at once" in answer.text


def test_what_is_too_large_gets_a_page_of_ours(app: Flask, client_of: ClientOf) -> None:
    answer = client_of().post(
        "/fa/sign-up",
        input_stream=io.BytesIO(b"name=x"),
        content_type=FORM,
        environ_overrides={"CONTENT_LENGTH": str(app.config["MAX_CONTENT_LENGTH"] + 1)},
    )
    assert answer.status_code == 413
    assert "<h1" in answer.text


@pytest.mark.parametrize("sign", ["%00", "%FF%FE", "%ED%A0%80", quote("\u202e<script>")])
@pytest.mark.parametrize("path", ["pieces/{}", "order/{}", "confirm/{}", "pieces?q={}&page={}"])
def test_an_address_with_strange_signs_is_answered(app: Flask, path: str, sign: str) -> None:
    answer = FlaskClient(app).get("/en/" + path.replace("{}", sign))
    assert answer.status_code in {200, 302, 400, 404, 410, 422}
    assert "<script>" not in answer.text.replace("<script src", "").split("</head>")[1]


def test_the_sign_nul_is_named_by_its_field(client_of: ClientOf) -> None:
    answer = client_of().post("/en/sign-up", data={"name": "a\0b"})
    assert answer.status_code == 422
    assert "“name” holds a sign" in answer.text
