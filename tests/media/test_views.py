"""Public pictures, the upload that scripts use, and private files."""

from flask import Flask, get_template_attribute, render_template_string

from marketplace.media import services, views
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.media import make_picture, picture_bytes, upload_of
from tests.support.jobs import run_jobs


def ready_name() -> str:
    picture = services.receive_picture(upload_of(picture_bytes()), make_user())
    run_jobs()
    return next(str(d["name"]) for d in picture.derivatives if d["format"] == "avif")


def test_a_public_picture_may_be_kept_for_ever(client_of: ClientOf) -> None:
    answer = client_of(None).get(f"/media/{ready_name()}")
    assert answer.status_code == 200
    assert answer.content_type == "image/avif"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


def test_a_picture_the_browser_has_is_not_sent_again(client_of: ClientOf) -> None:
    browser, address = client_of(None), f"/media/{ready_name()}"
    tag = browser.get(address).headers["ETag"]
    assert browser.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_no_other_file_can_be_asked_for(client_of: ClientOf) -> None:
    services.storage().put("private/originals/secret", b"x")
    for name in (
        "secret",
        "..%2fprivate%2foriginals%2fsecret",
        "0" * 32 + ".jpg",
        "a.svg",
        "x" * 999,
    ):
        assert client_of(None).get(f"/media/{name}").status_code == 404


def test_a_strangers_picture_does_not_exist(client_of: ClientOf) -> None:
    picture = make_picture(owner_id=make_user().id)
    address = f"/en/media/pictures/{picture.id}"
    assert client_of(make_user()).get(address).status_code == 404


def test_a_private_file_is_never_kept_nor_run(app: Flask) -> None:
    page = services.keep_file("x.html", b"<script>", "text/html", None)
    with app.test_request_context():
        answer = views.send_private(page)
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_macro_offers_every_size_in_every_format(app: Flask) -> None:
    with app.test_request_context():
        picture = get_template_attribute("components/pictures.html", "picture")
        html = picture(make_picture(), 'A "shawl"', "50vw", eager=True, cls="x")
    assert html.count("<source") == 2
    assert html.count(" 640w") == 3
    assert {'width="1200"', 'height="1200"'} <= set(html.split())
    assert 'fetchpriority="high"' in html
    assert "A &#34;shawl&#34;" in html


def test_the_macro_fills_the_place_of_a_missing_picture(app: Flask) -> None:
    with app.test_request_context():
        html = render_template_string(
            "{% from 'components/pictures.html' import picture %}{{ picture(none, '', '50vw') }}"
        )
    assert "No picture yet" in html
