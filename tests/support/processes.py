"""The product as an operator runs it: web and worker processes, and a supervisor that restarts them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import psutil

BIN = Path(sys.executable).parent
START = 60.0


class Supervised:
    """One service: whenever it ends, it is started again, until `stop`."""

    def __init__(self, command: str, environment: Mapping[str, str]) -> None:
        self._command, self._environment = command.split(), os.environ | environment
        self._stopped, self.starts = Event(), 0
        self._start()
        self._watch = Thread(target=self._restart_for_ever, daemon=True)
        self._watch.start()

    def kill(self) -> None:
        """Nobody in it gets another word in."""
        with suppress(ProcessLookupError):
            os.killpg(self._running.pid, signal.SIGKILL)

    def kill_a_child(self, number: int) -> None:
        """One of the processes that it has started itself."""
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(self._running.pid).children()
            if children:
                children[number % len(children)].kill()

    def stop(self) -> None:
        self._stopped.set()
        self._running.terminate()
        try:
            self._running.wait(8)
        except subprocess.TimeoutExpired:
            self.kill()
        self._watch.join()

    def _start(self) -> None:
        self._running = subprocess.Popen(
            self._command, env=self._environment, start_new_session=True
        )
        self.starts += 1

    def _restart_for_ever(self) -> None:
        while True:
            self._running.wait()
            if self._stopped.is_set():
                return
            self.kill()  # what it leaves behind would hold its port
            self._start()


class Running:
    """A web service on a port of its own, and a worker."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        web = f"{BIN}/granian --interface wsgi --host 127.0.0.1 --port {self.port} --workers 2"
        self.web = Supervised(
            f"{web} --blocking-threads 4 --no-ws --log-level critical wsgi:app", environment
        )
        self.worker = Supervised(f"{BIN}/flask --app wsgi jobs work --slot worker-1", environment)

    def await_answer(self) -> None:
        until = time.monotonic() + START
        while time.monotonic() < until:
            with suppress(OSError):
                address = f"http://127.0.0.1:{self.port}/health/ready"
                with urllib.request.urlopen(address, timeout=5):
                    return
            time.sleep(0.05)
        raise TimeoutError("The web service does not answer")


def environment_of(url: str, folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "ENVIRONMENT": "test",
        "DEMO_PAYMENTS": "1",
        "SECOND_STEP": "offered",
        "LOG_LEVEL": "CRITICAL",
    }


@contextmanager
def running(url: str, folder: Path, **more: str) -> Iterator[Running]:
    """Web and worker on that database, until the end of the block."""
    services = Running(environment_of(url, folder) | more)
    try:
        services.await_answer()
        yield services
    finally:
        services.web.stop()
        services.worker.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
