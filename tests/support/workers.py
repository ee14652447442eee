"""Real workers, in processes of their own, on a database whose commits are real."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def worker_of(url: str, slot: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """One worker in a slot, ended at the end of the block if it still runs."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work", "--slot", slot]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(url, settings))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def environment(url: str, settings: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    given = {"DATABASE_URL": url, "ENVIRONMENT": "test", "LOG_LEVEL": "WARNING"}
    return kept | given | dict(settings)
