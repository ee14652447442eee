"""One JSON object a line, each with the request it belongs to."""

import json
import logging
import sys
from datetime import UTC, datetime
from http import HTTPStatus
from uuid import uuid4

from flask import Flask, Response, g, has_request_context, request, session
from flask.typing import ResponseReturnValue

SHOWN = ("request_id", "method", "path", "endpoint", "status", "user", "address", "ms", "job")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id(),
        }
        line |= {key: record.__dict__[key] for key in SHOWN if key in record.__dict__}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps({k: v for k, v in line.items() if v is not None}, ensure_ascii=False)


def configure(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def request_id() -> str | None:
    """The id of the request being answered; also sent back as X-Request-ID."""
    return g.get("request_id") if has_request_context() else None


def note(what: str, status: int) -> None:
    """A line for whoever watches over security: what was tried at which door, by whom and from
    where. An address may hold a secret, so the door is told by its name."""
    facts = {
        "method": request.method,
        "endpoint": request.endpoint,
        "status": status,
        "user": session.get("_user_id"),
        "address": request.remote_addr,
    }
    level = logging.INFO if status < HTTPStatus.BAD_REQUEST else logging.WARNING
    logging.getLogger("security").log(level, what, extra=facts)


def follow_requests(app: Flask) -> None:
    @app.before_request
    def name_it() -> ResponseReturnValue | None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if given.isalnum() and len(given) <= 64 else uuid4().hex
        return None

    @app.after_request
    def show_it(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id") or uuid4().hex
        return response
