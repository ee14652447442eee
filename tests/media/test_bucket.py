"""Files in a bucket: pictures come from there for everyone, private files for a minute."""

import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from marketplace.core.storage import bucket_storage
from marketplace.media import layout, services, views
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.media import make_picture, picture_bytes, upload_of
from tests.support.jobs import run_jobs
from tests.support.s3 import bucket_of

CDN = "https://pictures.example/public"


@pytest.fixture
def in_bucket(app: Flask) -> Iterator[str]:
    """The app keeps its files in a bucket; the address of it."""
    before = app.extensions["storage"]
    with bucket_of("shop") as bucket:
        app.extensions["storage"] = bucket_storage(bucket)
        yield f"{bucket.endpoint}/shop"
    app.extensions["storage"] = before


@pytest.fixture
def cdn(app: Flask) -> Iterator[None]:
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, media_url=CDN)
    yield
    app.extensions["settings"] = before


def test_a_picture_goes_through_the_bucket_alone(in_bucket: str, client_of: ClientOf) -> None:
    picture = services.receive_picture(upload_of(picture_bytes()), make_user())
    run_jobs()
    name = services.src_of(picture, "avif")
    answer = client_of(None).get(f"/media/{name}")
    assert (answer.status_code, answer.content_type) == (200, "image/avif")


def test_the_bucket_itself_says_that_a_picture_never_changes(in_bucket: str) -> None:
    services.publish("0" * 32 + ".avif", b"picture")
    link = str(services.storage().link(f"public/{'0' * 32}.avif"))
    with urllib.request.urlopen(link) as answer:
        assert answer.headers["Content-Type"] == "image/avif"
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_private_file_is_led_to_for_a_minute(app: Flask, in_bucket: str) -> None:
    file = services.keep_file("رسید.pdf", b"%PDF-1.7", "application/pdf", None)
    with app.test_request_context():
        answer: Any = views.send_private(file)
    assert answer.status_code == 302
    assert answer.location.startswith(f"{in_bucket}/private/files/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    with urllib.request.urlopen(answer.location) as sent:
        assert sent.read() == b"%PDF-1.7"
        assert sent.headers["Content-Disposition"].startswith("inline; filename")
        assert sent.headers["Cache-Control"] == "private, no-store"


def test_a_file_that_could_act_is_handed_out_to_be_saved(in_bucket: str) -> None:
    file = services.keep_file("x.html", b"<script>", "text/html", None)
    with urllib.request.urlopen(str(services.storage().link(file.key))) as sent:
        assert sent.headers["Content-Type"] == "application/octet-stream"
        assert sent.headers["Content-Disposition"].startswith("attachment")


def test_pages_show_pictures_from_where_the_setting_says(
    app: Flask, cdn: None, client_of: ClientOf
) -> None:
    with app.test_request_context():
        shown = layout.laid_out(make_picture().derivatives)
    assert shown.src.startswith(f"{CDN}/")
    assert all(part.startswith(f"{CDN}/") for part in shown.srcset.split(", "))
    policy = client_of(None).get("/en/").headers["Content-Security-Policy"]
    assert "img-src 'self' blob: https://pictures.example;" in policy


def test_without_the_setting_pictures_come_from_the_shop(client_of: ClientOf) -> None:
    policy = client_of(None).get("/en/").headers["Content-Security-Policy"]
    assert "img-src 'self' blob:;" in policy


def test_a_store_that_is_away_is_a_page_that_says_so(app: Flask, client_of: ClientOf) -> None:
    before = app.extensions["storage"]
    with bucket_of("shop") as bucket:
        app.extensions["storage"] = bucket_storage(bucket)
    answer = client_of(None).get(f"/media/{'0' * 32}.avif")
    app.extensions["storage"] = before
    assert answer.status_code == 503
    assert "Try again in a minute" in answer.text
