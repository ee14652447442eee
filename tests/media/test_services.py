"""Taking pictures in, and the way from waiting to ready or failed."""

import pytest
from flask import Flask
from PIL import Image

from marketplace.core.errors import Invalid
from marketplace.core.events import connect
from marketplace.media import queries, services
from marketplace.media.events import PictureReady
from marketplace.media.jobs import develop, develop_shipped
from marketplace.media.models import PictureState
from tests.factories.accounts import make_user
from tests.factories.media import picture_bytes, upload_of
from tests.media import corpus
from tests.support.jobs import run_jobs, waiting


def test_a_picture_waits_and_then_is_ready() -> None:
    picture = services.receive_picture(upload_of(picture_bytes()), make_user())
    assert picture.state is PictureState.WAITING
    run_jobs()
    assert picture.state is PictureState.READY
    assert (picture.width, picture.height) == (400, 300)
    assert {d["width"] for d in picture.derivatives} == {320, 400}
    assert all(services.storage().has(f"public/{d['name']}") for d in picture.derivatives)


def test_developing_twice_changes_nothing() -> None:
    picture = services.receive_picture(upload_of(picture_bytes()), make_user())
    run_jobs()
    before = picture.version
    develop(picture.id)
    assert picture.version == before


def test_whoever_listens_hears_that_it_is_ready() -> None:
    heard: list[PictureReady] = []
    connect({PictureReady: (heard.append,)})
    picture = services.receive_picture(upload_of(picture_bytes()), make_user())
    run_jobs()
    connect({PictureReady: ()})
    assert heard == [PictureReady(picture.id)]


def test_a_damaged_picture_fails_with_words() -> None:
    content = corpus.undecodable()["jpeg cut off"][0]
    picture = services.receive_picture(upload_of(content), make_user())
    run_jobs()
    assert picture.state is PictureState.FAILED
    assert "ends too early" in (services.failure_of(picture) or "")


@pytest.mark.parametrize("name", corpus.refused())
def test_what_is_seen_at_once_is_said_at_once(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.receive_picture(upload_of(corpus.refused()[name][0]), make_user())
    assert len(str(refused.value)) > 20
    assert refused.value.field == "pictures"
    assert waiting() == []


def test_one_bad_file_spoils_none_of_the_good() -> None:
    files = [
        upload_of(picture_bytes(), "front.jpg"),
        upload_of(b"<svg/>", "../drawing.svg"),
        upload_of(picture_bytes("PNG"), "back.jpg"),
        upload_of(b"", ""),
    ]
    pictures, problems = services.receive_many(files, make_user())
    assert [p.original_name for p in pictures] == ["front.jpg", "back.jpg"]
    assert [p.name for p in problems] == ["drawing.svg"]
    assert "SVG" in problems[0].message


def test_a_shipped_picture_is_shown_at_once_and_developed_later() -> None:
    content = picture_bytes("WEBP", size=(800, 800))
    picture = services.ship_picture(content, "jug.webp", (800, 800))
    services.ship_picture(picture_bytes("WEBP", size=(700, 700)), "jar.webp", (700, 700))
    services.storage().get(f"public/{picture.derivatives[0]['name']}")
    develop_shipped()
    assert len(picture.derivatives) == 9
    run_jobs()
    assert queries.shipped_picture_to_develop() is None


def test_a_kept_file_comes_back_as_it_was(app: Flask) -> None:
    file = services.keep_file("C:\\proof\x00.pdf", b"%PDF-1.7", "application/pdf", None)
    assert file.name == "proof.pdf"
    assert services.read_file(file) == b"%PDF-1.7"


def test_pillow_keeps_its_own_limit_in_this_process() -> None:
    assert Image.MAX_IMAGE_PIXELS
