"""What is measured runs in processes of its own: servers, their CPU time, and a client that waits."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

GRANIAN = Path(sys.executable).with_name("granian")
HEADERS = {"Accept-Encoding": "gzip", "Accept": "text/html"}
START = 60.0
SPARING = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072"}
"""As the files in `deploy/` start the product."""


@dataclass
class Server:
    """One granian worker on a port of its own."""

    port: int
    process: psutil.Process
    ready_after: float
    _line: http.client.HTTPConnection | None = field(default=None, repr=False)

    def get(self, address: str, headers: Mapping[str, str] = HEADERS) -> tuple[int, bytes]:
        """Over one connection that stays open, as browsers and proxies do."""
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self._line.request("GET", address, headers=dict(headers))
        answer = self._line.getresponse()
        return answer.status, answer.read()

    def cpu(self) -> float:
        return cpu_of(self.process)

    def memory(self) -> int:
        """Bytes of resident memory of the worker itself."""
        return max(child.memory_info().rss for child in self.process.children(recursive=True))


def cpu_of(process: psutil.Process) -> float:
    """Seconds of CPU that a process, its living children and its ended ones have used."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


@contextmanager
def served(target: str, **environment: str) -> Iterator[Server]:
    """Start a WSGI application, wait for its first answer, and end it afterwards."""
    port = _free_port()
    line = f"{GRANIAN} --interface wsgi --host 127.0.0.1 --port {port} --workers 1"
    command = [*f"{line} --blocking-threads 4 --no-ws --log-level warning".split(), target]
    started = time.monotonic()
    running = subprocess.Popen(command, env=os.environ | SPARING | environment)  # noqa: S603 - our own words
    server = Server(port, psutil.Process(running.pid), 0)
    try:
        while not _answers(server):
            if running.poll() is not None or time.monotonic() - started > START:
                raise SystemExit(f"{target} does not start")
            time.sleep(0.02)
        server.ready_after = time.monotonic() - started
        yield server
    finally:
        running.terminate()
        running.wait(10)


def _answers(server: Server) -> bool:
    try:
        return server.get("/health/live")[0] == 200
    except OSError:
        server._line = None
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
