"""Files outside the database, behind one small Protocol. Keys are paths with forward slashes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, MemoryStore, S3Store

from marketplace.config import Settings
from marketplace.core.errors import NotFound

if TYPE_CHECKING:
    from obstore.store import S3Config

Headers = Mapping[str, str]
"""What a store that serves its files itself sends with one: `Content-Type`, `Cache-Control` and
`Content-Disposition`."""

LINK_LASTS = timedelta(seconds=60)
"""How long a signed address opens: enough to follow it, too short to pass it on."""

CONNECT, ANSWER, RETRIES, GIVE_UP = "2s", "10s", 2, timedelta(seconds=15)
"""How long one request to S3 may take, how often it is repeated, and when that ends."""


PIECE = 1024 * 1024
"""Bytes of a large file that are in memory at once."""


class StorageDown(OSError):
    """The store cannot be reached, or refuses; a later try may do."""


class Storage(Protocol):
    def put(self, key: str, content: bytes | Path, headers: Headers | None = None) -> None:
        """Store it whole or not at all; the same key twice keeps the last. A file may be as large as
        it likes."""

    def create(self, key: str, content: bytes, headers: Headers | None = None) -> bool:
        """The same, but what is there stays. Whether it was stored."""

    def get(self, key: str) -> bytes:
        """The content; `NotFound` where there is none."""

    def fetch(self, key: str, file: Path) -> None:
        """The same, into a file, however large it is."""

    def has(self, key: str) -> bool: ...

    def delete(self, key: str) -> None:
        """Harmless where there is nothing."""

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Every key below a folder, in no order."""

    def link(self, key: str) -> str | None:
        """An address that opens this file for a minute to whoever has it; None where the store
        does not serve files itself."""


class ObjectStorage:
    """Over any object store that obstore knows: a folder, memory, S3. Raises StorageDown."""

    serves_headers = False
    """Whether the store keeps headers; a folder does not."""

    def __init__(self, store: LocalStore | MemoryStore | S3Store) -> None:
        self._store = store

    def put(self, key: str, content: bytes | Path, headers: Headers | None = None) -> None:
        with _reached():
            self._store.put(key, content, attributes=self._kept(headers))

    def create(self, key: str, content: bytes, headers: Headers | None = None) -> bool:
        with _reached():
            try:
                self._store.put(key, content, attributes=self._kept(headers), mode="create")
            except (FileExistsError, AlreadyExistsError):
                return False
        return True

    def get(self, key: str) -> bytes:
        with _reached():
            try:
                return bytes(self._store.get(key).bytes())
            except (FileNotFoundError, NotFoundError):
                raise NotFound(key) from None

    def fetch(self, key: str, file: Path) -> None:
        with _reached():
            try:
                parts = self._store.get(key).stream(min_chunk_size=PIECE)
            except (FileNotFoundError, NotFoundError):
                raise NotFound(key) from None
            with file.open("wb") as out:
                for part in parts:
                    out.write(part)

    def has(self, key: str) -> bool:
        with _reached():
            try:
                self._store.head(key)
            except (FileNotFoundError, NotFoundError):
                return False
        return True

    def delete(self, key: str) -> None:
        with _reached():
            try:
                self._store.delete(key)
            except (FileNotFoundError, NotFoundError):
                return

    def keys(self, prefix: str = "") -> Iterator[str]:
        with _reached():
            for page in self._store.list(prefix or None):
                yield from (each["path"] for each in page)

    def link(self, key: str) -> str | None:
        del key
        return None

    def _kept(self, headers: Headers | None) -> dict[str, str] | None:
        return dict(headers) if headers and self.serves_headers else None


class S3Storage(ObjectStorage):
    """A bucket of an S3-compatible server, which hands files out itself."""

    serves_headers = True

    def __init__(self, store: S3Store, signer: S3Store) -> None:
        super().__init__(store)
        self._signer = signer

    def link(self, key: str) -> str | None:
        return obstore.sign(self._signer, "GET", key, LINK_LASTS)


@dataclass(frozen=True)
class Bucket:
    """Where a bucket is and who asks. Empty fields are found as the AWS tools find them.

    `endpoint` is for servers other than Amazon's; `public_endpoint` the address at which browsers
    reach that server, where it is another.
    """

    name: str
    region: str = "us-east-1"
    endpoint: str = ""
    public_endpoint: str = ""
    access_key: str = ""
    secret_key: str = ""


def bucket_of(settings: Settings) -> Bucket:
    """The bucket of the settings, or, where files lie in a folder, how others are reached."""
    return Bucket(
        urlsplit(settings.storage_address).netloc,
        settings.s3_region,
        settings.s3_endpoint,
        settings.s3_public_endpoint,
        settings.s3_access_key,
        settings.s3_secret_key,
    )


def bucket_storage(bucket: Bucket) -> S3Storage:
    store = _s3(bucket, bucket.endpoint)
    public = bucket.public_endpoint
    return S3Storage(store, _s3(bucket, public) if public else store)


def folder_storage(folder: Path) -> ObjectStorage:
    """Keeps files in a folder of this machine, which is made when missing."""
    return ObjectStorage(LocalStore(folder, mkdir=True))


def storage_at(address: str, bucket: Bucket) -> ObjectStorage:
    """What `file:/folder` or `s3://name` names; a bucket is reached as the given one is."""
    at = urlsplit(address)
    if at.scheme == "s3":
        return bucket_storage(replace(bucket, name=at.netloc))
    return folder_storage(Path(at.path))


def memory_storage() -> ObjectStorage:
    """Forgets everything at the end; for tests."""
    return ObjectStorage(MemoryStore())


def _s3(bucket: Bucket, endpoint: str) -> S3Store:
    config: S3Config = {"region": bucket.region}
    if endpoint:
        config["endpoint"] = endpoint
    if bucket.access_key:
        config["access_key_id"] = bucket.access_key
        config["secret_access_key"] = bucket.secret_key
    return S3Store(
        bucket.name,
        config=config,
        client_options={
            "allow_http": endpoint.startswith("http://"),
            "connect_timeout": CONNECT,
            "timeout": ANSWER,
        },
        retry_config={"max_retries": RETRIES, "retry_timeout": GIVE_UP},
    )


@contextmanager
def _reached() -> Iterator[None]:
    """Faults of the line and of the store under one name; obstore's messages fill a screen."""
    try:
        yield
    except BaseError as error:
        raise StorageDown(str(error).partition("\n")[0]) from error
