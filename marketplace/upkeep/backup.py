"""The database and the files as they belong together, and the way back.

First the database is written down as it is at one moment, then the files are copied. Files are
never changed, only added and, when nothing in the database names them any more, removed: so
every file that the written database names is there when its turn comes. A file that an earlier
backup holds is not copied again. The manifest comes last; without it a backup does not count.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path

import psycopg

from marketplace.core.clock import now
from marketplace.core.errors import Conflict, NotFound
from marketplace.core.storage import Storage
from marketplace.media import services as media
from marketplace.upkeep import tools

MANIFEST, DATABASE, FILES = "manifest.json", "database.dump", "files"
SCHEMAS = ("public", "dbos")


@dataclass(frozen=True)
class Manifest:
    """One backup. `files` are the keys with the SHA-256 of what lies under each."""

    name: str
    revision: str
    database: str
    files: dict[str, str]


class Damaged(Conflict):
    """What was kept is not what was stored."""


def make(url: str, storage: Storage, kept: Storage) -> Manifest:
    """Write down the database and copy the files into `kept`. The manifest of it."""
    name = now().strftime("%Y%m%dT%H%M%S.%fZ")
    with tempfile.TemporaryDirectory(prefix="backup-") as folder:
        dump = Path(folder) / DATABASE
        tools.run(
            "pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", "--file", dump
        )
        digest = _digest(dump)
        kept.put(f"{name}/{DATABASE}", dump)
    files = dict(_copied(storage, kept, storage.keys(), _known(kept)))
    manifest = Manifest(name, revision_of(url), digest, files)
    kept.put(f"{name}/{MANIFEST}", json.dumps(asdict(manifest), indent=1).encode())
    return manifest


def restore(url: str, kept: Storage, name: str = "", *, over: bool = False) -> Manifest:
    """Bring back the database of a backup, the newest unless it is named, whole or not at all.
    `bring_back` is the other half. Raises Conflict where anything is there, unless told `over`."""
    manifest = read(kept, name or newest(kept))
    if not over and tables(url):
        raise Conflict("The database is not empty.")
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        dump = Path(folder) / DATABASE
        kept.fetch(f"{manifest.name}/{DATABASE}", dump)
        if _digest(dump) != manifest.database:
            raise Damaged("The copy of the database is damaged.")
        _empty(url)
        whole = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        database = tools.variables(url)["PGDATABASE"]
        tools.run("pg_restore", url, *whole, f"--dbname={database}", dump)
    return manifest


def bring_back(manifest: Manifest, storage: Storage, kept: Storage) -> list[str]:
    """Bring back the files, once their rows are there. The keys of those that are damaged."""
    damaged = []
    for key, digest in manifest.files.items():
        content = kept.get(f"{FILES}/{key}") if kept.has(f"{FILES}/{key}") else b""
        if sha256(content).hexdigest() == digest:
            storage.put(key, content, media.headers_of_key(key))
        else:
            damaged.append(key)
    return damaged


def names(kept: Storage) -> list[str]:
    """Every whole backup, the oldest first."""
    return sorted(
        key.removesuffix(f"/{MANIFEST}") for key in kept.keys("") if key.endswith(MANIFEST)
    )


def newest(kept: Storage) -> str:
    found = names(kept)
    if not found:
        raise NotFound("There is no backup here.")
    return found[-1]


def read(kept: Storage, name: str) -> Manifest:
    return Manifest(**json.loads(kept.get(f"{name}/{MANIFEST}")))


def tables(url: str) -> int:
    """How many tables there are."""
    with psycopg.connect(tools.plain(url)) as line:
        found = line.execute(
            "select count(*) from pg_tables where schemaname = any(%s)", [list(SCHEMAS)]
        ).fetchone()
    return int(found[0]) if found else 0


def revision_of(url: str) -> str:
    with psycopg.connect(tools.plain(url)) as line:
        found = line.execute("select version_num from alembic_version").fetchone()
    return str(found[0]) if found else ""


def _known(kept: Storage) -> dict[str, str]:
    """What earlier backups hold, with what it was then."""
    known: dict[str, str] = {}
    for name in names(kept):
        known |= read(kept, name).files
    return known


def _copied(
    storage: Storage, kept: Storage, keys: Iterable[str], known: dict[str, str]
) -> Iterator[tuple[str, str]]:
    there = set(kept.keys(FILES))
    for key in keys:
        if key in known and f"{FILES}/{key}" in there:
            yield key, known[key]
            continue
        try:
            content = storage.get(key)
        except NotFound:
            continue  # removed since it was listed
        kept.put(f"{FILES}/{key}", content)
        yield key, sha256(content).hexdigest()


def _empty(url: str) -> None:
    with psycopg.connect(tools.plain(url), autocommit=True) as line:
        line.execute("drop schema if exists dbos cascade")
        line.execute("drop schema public cascade")
        line.execute("create schema public")


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()
