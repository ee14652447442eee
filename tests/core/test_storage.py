"""Files in a folder, in memory and in a bucket behave alike; a bucket hands its files out itself."""

import socket
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from marketplace.core import storage as storages
from marketplace.core.errors import NotFound
from marketplace.core.storage import (
    Bucket,
    Storage,
    StorageDown,
    bucket_storage,
    folder_storage,
    memory_storage,
)
from tests.support.s3 import bucket_of

HEADERS = {"Content-Type": "image/avif", "Cache-Control": "public, max-age=1"}


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    with bucket_of() as bucket:
        yield bucket


@pytest.fixture(params=["folder", "memory", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path, bucket: Bucket) -> Storage:
    if request.param == "bucket":
        return bucket_storage(bucket)
    return folder_storage(tmp_path) if request.param == "folder" else memory_storage()


def test_what_was_put_comes_back(storage: Storage) -> None:
    storage.put("a/one", b"first", HEADERS)
    storage.put("a/one", b"second", HEADERS)
    assert storage.get("a/one") == b"second"
    assert storage.has("a/one")


def test_what_is_not_there_is_not_found(storage: Storage) -> None:
    assert not storage.has("a/none")
    storage.delete("a/none")
    with pytest.raises(NotFound):
        storage.get("a/none")


def test_what_is_there_is_not_written_over(storage: Storage) -> None:
    assert storage.create("b/once", b"first", HEADERS)
    assert not storage.create("b/once", b"second", HEADERS)
    assert storage.get("b/once") == b"first"


def test_what_was_deleted_is_gone(storage: Storage) -> None:
    storage.put("c/gone", b"x")
    storage.delete("c/gone")
    assert not storage.has("c/gone")


def test_a_large_file_is_stored_whole(storage: Storage) -> None:
    content = bytes(range(256)) * 4 * 1024 * 12
    storage.put("d/large", content)
    assert storage.get("d/large") == content


def test_keys_below_a_folder_are_listed(storage: Storage) -> None:
    for key in ("e/one", "e/f/two", "eel"):
        storage.put(key, b"x")
    assert set(storage.keys("e")) == {"e/one", "e/f/two"}
    assert set(storage.keys()) >= {"e/one", "eel"}


def test_a_signed_address_opens_one_file_with_its_headers(bucket: Bucket) -> None:
    storage = bucket_storage(bucket)
    storage.put("g/private", b"hers", HEADERS)
    with urllib.request.urlopen(str(storage.link("g/private"))) as answer:
        assert answer.read() == b"hers"
        assert answer.headers["Content-Type"] == "image/avif"
        assert answer.headers["Cache-Control"] == "public, max-age=1"


def test_a_signed_address_closes_after_a_minute(bucket: Bucket) -> None:
    link = str(bucket_storage(bucket).link("g/private"))
    assert "X-Amz-Expires=60" in link
    assert "only for tests" not in link


def test_browsers_are_led_to_the_address_they_can_reach(bucket: Bucket) -> None:
    seen_outside = replace(bucket, public_endpoint="https://files.example")
    storage = bucket_storage(seen_outside)
    storage.put("h/x", b"x")
    assert str(storage.link("h/x")).startswith("https://files.example/shop/h/x?")


def test_a_folder_and_memory_have_no_addresses(tmp_path: Path) -> None:
    assert folder_storage(tmp_path).link("x") is None
    assert memory_storage().link("x") is None


def test_a_store_that_is_away_is_told_in_one_line(bucket: Bucket) -> None:
    away = bucket_storage(replace(bucket, endpoint="http://127.0.0.1:9"))
    with pytest.raises(StorageDown) as told:
        away.get("x")
    assert "\n" not in str(told.value)


def test_a_silent_store_is_not_waited_for(
    silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storages, "ANSWER", "200ms")
    silent = Bucket(
        "shop", endpoint=f"http://127.0.0.1:{silent_port}", access_key="a", secret_key="b"
    )
    with pytest.raises(StorageDown):
        bucket_storage(silent).get("x")


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Somebody who takes every call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
