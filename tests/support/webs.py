"""The real web server, several processes of it, on a port of its own."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.workers import ROOT, environment

PATIENCE = 60


@dataclass(frozen=True)
class Web:
    """Where it is, and the process that keeps the others."""

    address: str
    process: "subprocess.Popen[bytes]"


@contextmanager
def web_of(url: str, processes: int, **settings: str) -> Iterator[Web]:
    """A running server, which is ended at the end of the block."""
    port = free_port()
    command = [
        Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(processes), "--blocking-threads", "4",
        "--workers-kill-timeout", "5s",
        "--no-ws", "--log-level", "warning",
        "wsgi:app",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=environment(url, settings))
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server)
        yield Web(address, server)
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE and server.poll() is None:
        with suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"{address}/health/live", timeout=2).close()
            return
        time.sleep(0.1)
    raise AssertionError("the web server does not start")
