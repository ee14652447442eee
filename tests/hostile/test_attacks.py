"""What strangers try: other methods, other hosts, other sites, and names that lead elsewhere."""

import base64
import io
import struct
import subprocess
import sys
import time
import tracemalloc

import pytest
from flask import Flask
from PIL import Image
from pillow_heif import register_heif_opener
from sqlalchemy import func, select

from marketplace.accounts.landing import inside
from marketplace.accounts.permissions import Role
from marketplace.accounts.sessions import TOKEN
from marketplace.core.db import db
from marketplace.media import services
from marketplace.media.darkroom import develop
from marketplace.media.models import Picture
from marketplace.storefront.keeping import key_of
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.media import picture_bytes, upload_of
from tests.media import corpus


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "DELETE", "PROPFIND", "PUT"])
def test_a_method_that_an_address_does_not_know_is_refused(
    client_of: ClientOf, method: str
) -> None:
    assert client_of(None).open("/en/sign-in", method=method).status_code == 405


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override"])
def test_no_header_changes_the_method(client_of: ClientOf, header: str) -> None:
    client = client_of(make_user())
    assert client.get("/en/sign-out", headers={header: "POST"}).status_code == 405
    assert client.get("/en/account").status_code == 200


def test_asking_for_the_head_or_the_methods_opens_no_door(client_of: ClientOf) -> None:
    client = client_of(make_user())
    assert client.head("/en/admin/people").status_code in {403, 404}
    told = client.options("/en/account")
    assert told.status_code == 200
    assert told.data == b""


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "text/plain"])
def test_a_foreign_site_sends_in_no_shape(client_of: ClientOf, kind: str) -> None:
    headers = {"Origin": "https://evil.example"}
    client = client_of(make_user())
    for path in ("/en/bag/add", "/en/account/preferences", "/en/media/uploads"):
        answer = client.post(path, data=b"{}", content_type=kind, headers=headers)
        assert answer.status_code == 403, path


@pytest.mark.parametrize(
    "away",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "evil", ""],
)
def test_no_way_back_leads_to_another_site(away: str) -> None:
    assert not inside(away)


def test_forwarded_names_change_nothing_without_a_proxy(client_of: ClientOf) -> None:
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/evil",
        "X-Original-URL": "/evil",
        "Referer": "https://evil.example/",
        "Forwarded": "host=evil.example",
    }
    for path in ("/en/", "/en/browse", "/en/sign-in", "/nowhere", "/sitemap.xml", "/robots.txt"):
        answer = client_of(None).get(path, headers=forged)
        assert "evil" not in answer.text + str(answer.headers), path


def test_kept_pages_know_nothing_of_host_and_foreign_headers() -> None:
    asked = {"wsgi.url_scheme": "https", "PATH_INFO": "/en/", "QUERY_STRING": ""}
    forged = asked | {"HTTP_HOST": "evil", "HTTP_X_FORWARDED_HOST": "evil", "HTTP_COOKIE": "a=b"}
    other = asked | {"HTTP_COOKIE": "currency=USD"}
    assert key_of("__Host-currency", asked) == key_of("__Host-currency", forged)
    assert key_of("__Host-currency", asked) == key_of("__Host-currency", other)
    assert key_of("currency", asked) != key_of("currency", other)


def test_a_page_is_the_same_under_any_host(client_of: ClientOf) -> None:
    pages = {
        client_of(None).get("/en/browse", base_url=base).text
        for base in ("http://localhost", "http://evil.example")
    }
    assert len(pages) == 1


def test_a_session_that_somebody_else_chose_is_nobodys(client_of: ClientOf) -> None:
    client = client_of(None)
    with client.session_transaction() as session:
        session.update({TOKEN: "chosen by a stranger", "_user_id": str(make_user().id)})
    assert client.get("/en/account").status_code == 302


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/x", "C:\\x", "a\n.jpg", "x\u202e.jpg"],
)
def test_no_name_leads_out_of_a_folder(client_of: ClientOf, name: str) -> None:
    for before in ("/media/", "/static/0/", "/static/"):
        assert client_of(None).get(before + name).status_code in {404, 405}, before


@pytest.mark.parametrize("name", ["../../x.jpg", "a\r\nSet-Cookie: x.jpg", "/etc/passwd"])
def test_a_name_told_to_the_upload_is_only_shown(client_of: ClientOf, name: str) -> None:
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "9",
        "Upload-Metadata": "filename " + base64.b64encode(name.encode()).decode(),
    }
    answer = client_of(make_user()).post("/en/media/uploads", headers=headers)
    assert answer.status_code == 201
    assert "Set-Cookie: x" not in str(answer.headers)
    assert "passwd" not in answer.location


def test_long_words_take_no_long_time(client_of: ClientOf) -> None:
    begun = time.process_time()
    for word in ("a" * 3_000, "a@" * 1_500, "(((((" * 600, "%d9%8a%e2%80%8c" * 500):
        assert client_of(None).get(f"/en/browse?q={word}").status_code < 500
    assert time.process_time() - begun < 5


def test_a_huge_question_is_answered_or_refused(client_of: ClientOf) -> None:
    question = "&".join(f"x{n}={n}" for n in range(20_000))
    assert client_of(None).get(f"/en/browse?{question}").status_code < 500


def test_two_hundred_bad_files_at_once_are_refused_in_words_and_leave_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = [content for content, _ in corpus.refused().values() if len(content) < 1_000_000]
    files = [upload_of(bad[n % len(bad)], f"bad-{n}.jpg") for n in range(200)]
    kept: list[str] = []
    monkeypatch.setattr(services.storage(), "put", lambda key, _: kept.append(key))
    owner = make_user(Role.ARTISAN)
    tracemalloc.start()
    pictures, problems = services.receive_many(files, owner)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (pictures, kept, len(problems)) == ([], [], 200)
    assert all(problem.message for problem in problems)
    assert db.session.scalar(select(func.count()).where(Picture.owner_id == owner.id)) == 0
    assert peak < 30_000_000


MEASURE = """
import resource, sys
from marketplace.media.darkroom import develop
develop(sys.stdin.buffer.read())
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
"""What a child used before it became another program counts as its own: so the picture is made
elsewhere."""


HEAVY = {
    "JPEG": ("JPEG", "RGB", {}),
    "PNG": ("PNG", "RGB", {"compress_level": 1}),
    "PNG with a palette": ("PNG", "P", {"compress_level": 1}),
    "PNG one sees through": ("PNG", "RGBA", {"compress_level": 1}),
    "WebP one sees through": ("WEBP", "RGBA", {"method": 0}),
    "WebP without loss": ("WEBP", "RGBA", {"method": 0, "lossless": True}),
    "AVIF": ("AVIF", "RGB", {"speed": 10}),
    "HEIC": ("HEIF", "RGB", {}),
}


@pytest.mark.parametrize("name", HEAVY)
def test_fifty_megapixels_are_developed_within_600_megabytes(name: str) -> None:
    register_heif_opener()
    kind, mode, options = HEAVY[name]
    sent = picture_bytes(kind, size=(8_000, 6_250), mode=mode, **options)
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE], input=sent, capture_output=True, check=True
    )
    assert 50 < int(measured.stdout) < 600


def test_where_a_picture_was_taken_stands_in_no_byte_of_what_is_shown() -> None:
    sent = corpus.located()
    traces = (b"Exif\0\0", b"x:xmpmeta", b"ns.adobe.com/xap", b"Camera of Rasht", b"Photoshop 3.0")
    where = [struct.pack(order + "II", 37, 1) for order in "<>"]
    assert [trace for trace in (*traces, *where) if trace in sent]
    for name, content in develop(sent).files.items():
        assert not [trace for trace in (*traces, *where) if trace in content], name


def test_a_large_picture_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = develop(picture_bytes("PNG", size=(3_000, 2_500), exif=exif))
    assert (made.width, made.height) == (2_500, 3_000)
    widest = next(
        d["name"] for d in made.derivatives if (d["width"], d["format"]) == (2_000, "jpg")
    )
    with Image.open(io.BytesIO(made.files[str(widest)])) as shown:
        assert shown.size == (2_000, 2_400)
        red, green, _ = shown.convert("RGB").getpixel((1_000, 2_300))
    assert red > green
