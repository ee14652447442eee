"""The drill: what was kept comes back whole after everything was destroyed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from click.testing import Result
from flask import Flask

from marketplace import commands
from marketplace.app import create_app
from marketplace.core.db import db, transaction
from marketplace.core.storage import Bucket, bucket_storage
from marketplace.media import services as media
from tests.factories.fulfilment import make_line, make_paid_order
from tests.factories.media import picture_bytes
from tests.support.databases import clone, settings_for
from tests.support.s3 import bucket_of


@pytest.fixture(autouse=True)
def forgetful_database() -> None:
    """Commands bring their own context, and what they save is saved; the databases are theirs."""


@pytest.fixture
def shop(
    server: str, template: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """A shop with an order, a picture and a private file, its files in a folder."""
    name = "".join(filter(str.isalnum, request.node.name))[:50].lower()
    app = create_app(settings_for(clone(server, template, name), tmp_path / "data"))
    commands.init_app(app)
    with app.app_context(), transaction():
        make_paid_order(make_line())
        media.ship_picture(picture_bytes("WEBP", size=(320, 240)), "jug.webp", (320, 240))
        media.keep_file("proof.pdf", b"%PDF-1.7", "application/pdf", None)
    yield app
    with app.app_context():
        db.engine.dispose()


def run(app: Flask, *words: object) -> Result:
    """In the context of this shop, for a command takes one that is open already."""
    with app.app_context():
        return app.test_cli_runner().invoke(args=[str(word) for word in words])


def destroy(app: Flask) -> None:
    """Nothing is left of the database and the files."""
    with app.app_context():
        for key in list(media.storage().keys()):
            media.storage().delete(key)
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(app.extensions["settings"].database_url, autocommit=True) as line:
        line.execute("drop schema public cascade")
        line.execute("drop schema dbos cascade")
        line.execute("create schema public")


def picture_name(app: Flask) -> str:
    with app.app_context():
        return next(key for key in media.storage().keys("public")).removeprefix("public/")


def test_after_the_worst_day_everything_is_as_it_was(shop: Flask, tmp_path: Path) -> None:
    name = picture_name(shop)
    assert run(shop, "backup", "make", tmp_path / "kept").exit_code == 0
    destroy(shop)
    brought = run(shop, "backup", "restore", tmp_path / "kept")
    assert (brought.exit_code, brought.output) == (0, brought.output)
    assert run(shop, "ledger", "check").exit_code == 0
    assert run(shop, "stock", "check").exit_code == 0
    assert shop.test_client().get(f"/media/{name}").status_code == 200
    assert shop.test_client().get("/health/ready").status_code == 200


def test_a_database_with_something_in_it_is_not_written_over(shop: Flask, tmp_path: Path) -> None:
    run(shop, "backup", "make", tmp_path / "kept")
    refused = run(shop, "backup", "restore", tmp_path / "kept")
    assert refused.exit_code == 1
    assert "not empty" in refused.output
    assert run(shop, "backup", "restore", tmp_path / "kept", "--over").exit_code == 0


def test_what_the_first_backup_holds_the_second_does_not_copy(shop: Flask, tmp_path: Path) -> None:
    run(shop, "backup", "make", tmp_path / "kept")
    files = [file for file in (tmp_path / "kept/files").rglob("*") if file.is_file()]
    times = {file: file.stat().st_mtime_ns for file in files}
    run(shop, "backup", "make", tmp_path / "kept")
    assert {file: file.stat().st_mtime_ns for file in files} == times
    assert len(run(shop, "backup", "list", tmp_path / "kept").output.splitlines()) == 2


def test_a_damaged_copy_is_named(shop: Flask, tmp_path: Path) -> None:
    run(shop, "backup", "make", tmp_path / "kept")
    destroy(shop)
    next((tmp_path / "kept/files/private").glob("files/*")).write_bytes(b"rot")
    brought = run(shop, "backup", "restore", tmp_path / "kept")
    assert brought.exit_code == 1
    assert "damaged: private/files/" in brought.output


def test_a_damaged_database_is_not_brought_back(shop: Flask, tmp_path: Path) -> None:
    run(shop, "backup", "make", tmp_path / "kept")
    next((tmp_path / "kept").glob("*/database.dump")).write_bytes(b"rot")
    refused = run(shop, "backup", "restore", tmp_path / "kept", "--over")
    assert (refused.exit_code, "damaged" in refused.output) == (1, True)
    assert run(shop, "stock", "check").exit_code == 0


def test_a_backup_that_broke_off_does_not_count(shop: Flask, tmp_path: Path) -> None:
    run(shop, "backup", "make", tmp_path / "kept")
    next((tmp_path / "kept").glob("*/manifest.json")).unlink()
    assert (
        "There is no backup" in run(shop, "backup", "restore", tmp_path / "kept", "--over").output
    )


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with bucket_of() as bucket:
        yield bucket


def test_a_shop_moves_from_a_folder_into_a_bucket(
    shop: Flask, tmp_path: Path, bucket: Bucket
) -> None:
    run(shop, "backup", "make", tmp_path / "kept")
    destroy(shop)
    shop.extensions["storage"] = bucket_storage(bucket)
    assert run(shop, "backup", "restore", tmp_path / "kept").exit_code == 0
    name = picture_name(shop)
    answer = shop.test_client().get(f"/media/{name}")
    assert (answer.status_code, answer.content_type) == (200, "image/webp")


def test_a_backup_may_lie_in_a_bucket(shop: Flask, bucket: Bucket) -> None:
    shop.extensions["settings"] = replace(
        shop.extensions["settings"],
        s3_endpoint=bucket.endpoint,
        s3_access_key=bucket.access_key,
        s3_secret_key=bucket.secret_key,
    )
    assert run(shop, "backup", "make", "s3://shop").exit_code == 0
    manifest = next(key for key in bucket_storage(bucket).keys("") if key.endswith("manifest.json"))
    assert set(json.loads(bucket_storage(bucket).get(manifest))["files"]) >= {
        f"public/{picture_name(shop)}"
    }
    destroy(shop)
    assert run(shop, "backup", "restore", "s3://shop").exit_code == 0
