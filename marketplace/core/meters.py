"""Counts requests and refusals for Prometheus, where an operator asked for it; else costs nothing.

Each process writes its counts into files of its own in one folder of the machine, and whichever
process is asked adds them up, so it does not matter which one answers.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, request, request_started

from marketplace.core.late import late

if TYPE_CHECKING:
    import prometheus_client
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from prometheus_client import multiprocess
else:
    prometheus_client = late("prometheus_client")
    multiprocess = late("prometheus_client.multiprocess")

SEEN = "kotam.seen"
"""Where a request carries what was seen of it on its way."""

BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Meters:
    """The counters of this process."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # read by the library as it loads
        self._folder = folder
        mine: Any = {"registry": prometheus_client.CollectorRegistry()}
        self.requests = prometheus_client.Counter(
            "kotam_requests", "Requests answered.", ["endpoint", "status"], **mine
        )
        self.seconds = prometheus_client.Histogram(
            "kotam_request_seconds",
            "Seconds until the answer.",
            ["endpoint"],
            buckets=BUCKETS,
            **mine,
        )
        self.refusals = prometheus_client.Counter(
            "kotam_refusals", "What people wanted and could not get.", ["what"], **mine
        )

    def gather(self, *others: Any) -> bytes:
        """What all processes of this machine counted, and what other collectors say, as text."""
        registry = prometheus_client.CollectorRegistry()
        collect: Any = multiprocess.MultiProcessCollector
        collect(registry, path=str(self._folder))
        for other in others:
            registry.register(other)
        return prometheus_client.generate_latest(registry)


class Measured:
    """Stands before everything else and counts what passes. An answer that never reached Flask
    was a kept page."""

    def __init__(self, application: "WSGIApplication", meters: Meters) -> None:
        self._application = application
        self._meters = meters

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        seen: dict[str, str] = {}
        environ[SEEN] = seen
        started = perf_counter()

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            seen["status"] = status[:3]
            return start_response(status, headers, exc_info)

        try:
            return self._application(environ, start)
        finally:
            endpoint = seen.get("endpoint", "kept page")
            self._meters.requests.labels(endpoint, seen.get("status", "500")).inc()
            self._meters.seconds.labels(endpoint).observe(perf_counter() - started)


def init_app(app: Flask, meters: Meters) -> None:
    app.extensions["meters"] = meters
    app.wsgi_app = Measured(app.wsgi_app, meters)  # type: ignore[method-assign]
    request_started.connect(_name, app)


def refused(what: str) -> None:
    """Count that somebody could not get what she wanted."""
    if current_app and (meters := current_app.extensions.get("meters")):
        meters.refusals.labels(what).inc()


def _name(_app: Flask, **_: Any) -> None:
    if SEEN in request.environ:
        request.environ[SEEN]["endpoint"] = request.endpoint or "none"


def sweep(folder: Path) -> None:
    """Counts begin anew with the server: files are thrown away when no process that wrote one
    lives. While one does, the others' counts still belong to the sum."""
    files = list(folder.glob("*.db"))
    if not any(_alive(file) for file in files):
        for file in files:
            file.unlink(missing_ok=True)


def _alive(file: Path) -> bool:
    try:
        os.kill(int(file.stem.rpartition("_")[2]), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
