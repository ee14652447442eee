"""A collector on this machine hears of requests and of what they asked the database."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.support.webs import web_of
from tests.support.workers import ROOT, environment

SENDER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Collector(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Listener)
        self.heard: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/traces"


class Listener(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        told = ExportTraceServiceRequest.FromString(content)
        spans = [s for r in told.resource_spans for scope in r.scope_spans for s in scope.spans]
        self.server.heard += [(span.name, span.trace_id.hex()) for span in spans]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """The test looks at what was heard."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    server = Collector()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_requests_and_their_statements_are_told_together(
    shared_url: str, tmp_path: Path, collector: Collector
) -> None:
    told = {
        "DATA_DIR": str(tmp_path), "TRACE_URL": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "100",
        "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
    }  # fmt: skip
    with web_of(shared_url, 1, **told) as web:
        request = urllib.request.Request(
            f"{web.address}/health/ready", headers={"traceparent": SENDER}
        )
        urllib.request.urlopen(request).close()
        heard = wait_for(collector, SENDER.split("-")[1])
    assert heard == {"GET /health/ready", "SELECT"}


def wait_for(collector: Collector, trace: str) -> set[str]:
    """The names of what belongs to one trace, once its request has been told."""
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        names = {name for name, of in list(collector.heard) if of == trace}
        if any(name.startswith("GET") for name in names):
            return names
        time.sleep(0.1)
    raise AssertionError("nothing was heard")


def test_without_a_collector_nothing_of_it_is_loaded(tmp_path: Path) -> None:
    ask = "import sys, wsgi; print([m for m in sys.modules if m.startswith(('opentelemetry', 'prometheus'))])"
    started = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=ROOT,
        env=environment("postgresql:///none", {"DATA_DIR": str(tmp_path)}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert started.stdout.strip() == "[]"
