"""Files outside the database, behind one small Protocol. Keys are paths with forward slashes."""

from pathlib import Path
from typing import Protocol

from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, MemoryStore

from marketplace.core.errors import NotFound


class Storage(Protocol):
    def put(self, key: str, content: bytes) -> None:
        """Store it whole or not at all; the same key twice keeps the last."""

    def get(self, key: str) -> bytes:
        """The content; `NotFound` where there is none."""

    def has(self, key: str) -> bool: ...

    def delete(self, key: str) -> None:
        """Harmless where there is nothing."""


class ObjectStorage:
    """Over any object store that obstore knows: a folder, memory, S3."""

    def __init__(self, store: LocalStore | MemoryStore) -> None:
        self._store = store

    def put(self, key: str, content: bytes) -> None:
        self._store.put(key, content)

    def get(self, key: str) -> bytes:
        try:
            return bytes(self._store.get(key).bytes())
        except (FileNotFoundError, NotFoundError):
            raise NotFound(key) from None

    def has(self, key: str) -> bool:
        try:
            self._store.head(key)
        except (FileNotFoundError, NotFoundError):
            return False
        return True

    def delete(self, key: str) -> None:
        try:
            self._store.delete(key)
        except (FileNotFoundError, NotFoundError):
            return


def folder_storage(folder: Path) -> ObjectStorage:
    """Keeps files in a folder of this machine, which is made when missing."""
    return ObjectStorage(LocalStore(folder, mkdir=True))


def memory_storage() -> ObjectStorage:
    """Forgets everything at the end; for tests."""
    return ObjectStorage(MemoryStore())
