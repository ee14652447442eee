"""The shop on several machines that share a database and a bucket, and nothing else."""

import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from marketplace.core.db import db, transaction
from marketplace.core.storage import Bucket, bucket_storage
from marketplace.media import services as media
from marketplace.media.models import Picture, PictureState
from tests.factories.accounts import make_user
from tests.factories.media import picture_bytes, upload_of
from tests.support.s3 import bucket_of
from tests.support.webs import web_of
from tests.support.workers import worker_of

PATIENCE = 60


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with bucket_of() as bucket:
        yield bucket


def received(app: Flask) -> int:
    """A picture that some web process took in."""
    with app.app_context(), transaction():
        return media.receive_picture(upload_of(picture_bytes()), make_user()).id


def names_when_ready(app: Flask, picture_id: int) -> list[str]:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with app.app_context():
            picture = db.session.get_one(Picture, picture_id)
            if picture.state is PictureState.READY:
                return [one["name"] for one in picture.derivatives]
        time.sleep(0.1)
    raise AssertionError("no worker made the picture")


def test_a_picture_is_taken_in_made_and_shown_on_three_machines(
    shared: Flask, shared_url: str, tmp_path: Path, bucket: Bucket
) -> None:
    told = {
        "STORAGE_URL": f"s3://{bucket.name}",
        "S3_ENDPOINT": bucket.endpoint,
        "S3_ACCESS_KEY": bucket.access_key,
        "S3_SECRET_KEY": bucket.secret_key,
    }
    shared.extensions["storage"] = bucket_storage(bucket)
    with ExitStack() as machines:
        second, third = str(tmp_path / "second"), str(tmp_path / "third")
        machines.enter_context(worker_of(shared_url, "second", DATA_DIR=second, **told))
        web = machines.enter_context(web_of(shared_url, 1, DATA_DIR=third, **told))
        names = names_when_ready(shared, received(shared))
        for name in names:
            with urllib.request.urlopen(f"{web.address}/media/{name}") as answer:
                assert answer.headers["Content-Type"].startswith("image/")
    assert not list(tmp_path.rglob("*/files"))
