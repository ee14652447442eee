"""Tells an OpenTelemetry collector how long requests, jobs and statements took.

Only where an operator named the collector; else nothing of it is loaded, and nothing costs time.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, request, request_started
from sqlalchemy import Engine, event

from marketplace.config import BadSettings
from marketplace.core.late import late

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from opentelemetry import propagate, trace
    from opentelemetry.exporter.otlp.proto.http import trace_exporter
    from opentelemetry.sdk import resources
    from opentelemetry.sdk import trace as sdk
    from opentelemetry.sdk.trace import export
else:
    propagate = late("opentelemetry.propagate")
    trace = late("opentelemetry.trace")
    trace_exporter = late("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    resources = late("opentelemetry.sdk.resources")
    sdk = late("opentelemetry.sdk.trace")
    export = late("opentelemetry.sdk.trace.export")

SERVICE = "kotam"


def init_app(app: Flask, collector: str) -> None:
    """Tell the collector at this address, `http://host:4318/v1/traces`. Raises BadSettings where
    the packages of `requirements-tracing.txt` are not installed."""
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None:
        raise BadSettings("TRACE_URL: the packages of requirements-tracing.txt are not installed")
    named = resources.Resource.create({"service.name": SERVICE})
    provider = sdk.TracerProvider(resource=named)
    exporter = trace_exporter.OTLPSpanExporter(endpoint=collector, timeout=5)
    provider.add_span_processor(export.BatchSpanProcessor(exporter))
    tracer = app.extensions["tracer"] = provider.get_tracer(SERVICE)
    app.wsgi_app = Traced(app.wsgi_app, tracer)  # type: ignore[method-assign]
    request_started.connect(_name, app)
    _follow_statements(tracer)


def span(name: str) -> AbstractContextManager[object]:
    """What is done inside the block is told as one piece of work."""
    tracer = current_app.extensions.get("tracer")
    return tracer.start_as_current_span(name) if tracer else nullcontext()


class Traced:
    """Tells of each request, as a part of what its sender tells of, if it says so."""

    def __init__(self, application: "WSGIApplication", tracer: "trace.Tracer") -> None:
        self._application = application
        self._tracer = tracer

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        sender = {"traceparent": environ.get("HTTP_TRACEPARENT", "")}
        with self._tracer.start_as_current_span(
            f"{environ['REQUEST_METHOD']} kept page",
            context=propagate.extract(sender),
            kind=trace.SpanKind.SERVER,
            attributes={"url.path": environ.get("PATH_INFO", "")},
        ) as told:

            def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
                told.set_attribute("http.response.status_code", int(status[:3]))
                return start_response(status, headers, exc_info)

            return self._application(environ, start)


def _name(_app: Flask, **_: Any) -> None:
    told = trace.get_current_span()
    told.update_name(f"{request.method} {request.url_rule or 'nothing'}")
    told.set_attribute("http.request.method", request.method)


def _follow_statements(tracer: "trace.Tracer") -> None:
    """Statements are told without their values, which may be personal."""

    def begin(line: Any, _cursor: Any, statement: str, *_: Any) -> None:
        told = tracer.start_span(statement.split(None, 1)[0].upper(), kind=trace.SpanKind.CLIENT)
        told.set_attribute("db.query.text", statement[:2000])
        line.info.setdefault("told", []).append(told)

    def end(line: Any, *_: Any) -> None:
        line.info["told"].pop().end()

    def fail(fault: Any) -> None:
        if fault.connection is not None and fault.connection.info.get("told"):
            fault.connection.info["told"].pop().end()

    event.listen(Engine, "before_cursor_execute", begin)
    event.listen(Engine, "after_cursor_execute", end)
    event.listen(Engine, "handle_error", fail)
