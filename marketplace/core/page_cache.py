"""Finished pages, kept in the memory of each process until something they show changes.

It stands before Flask, so a page that is kept costs neither a request context nor a query. Only
answers that say that they are the same for everyone are kept (`FRESH`), each under the version of
the data that it was made with: a change makes all of them old at once, on every machine.
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from threading import Event, Lock
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

FRESH = "public, max-age=0, must-revalidate"
"""What a page says that is the same for everyone: keep it, and ask whether it still holds."""

PATIENCE = 10.0
"""Seconds to wait for another request that is making the same page."""

ROOM = 12 * 1024 * 1024
"""Bytes of compressed pages that one process keeps."""

Key = tuple[str, ...]
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    version: object
    headers: Headers
    packed: bytes
    etag: str


class PageCache:
    """`version()` tells a value that changes with the data, None where that is not known now;
    `key_of(environ)` everything a page may depend on; `is_page(environ)` whether the address is
    one of a page that may be kept."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        version: Callable[[], object | None],
        is_page: Callable[[WSGIEnvironment], bool],
        key_of: Callable[[WSGIEnvironment], Key],
        room: int = ROOM,
    ) -> None:
        self._application = application
        self._version = version
        self._is_page = is_page
        self._key_of = key_of
        self._room = room
        self._used = 0
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._making: dict[Key, Event] = {}
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._application(environ, start_response)
        key, version = self._key_of(environ), self._version()
        if version is not None and (page := self._kept(key, version)):
            return _answer(page, environ, start_response)
        if version is None or not self._is_page(environ):
            return self._application(environ, start_response)
        if not self._begin(key):
            if page := self._kept(key, self._version()):
                return _answer(page, environ, start_response)
            return self._application(environ, start_response)  # it changed again, or is not kept
        try:
            return self._make(key, version, environ, start_response)
        finally:
            self._end(key)

    def _kept(self, key: Key, version: object) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.version != version:
                return None
            self._pages.move_to_end(key)
            return page

    def _begin(self, key: Key) -> bool:
        """Whether this request is the one to make the page; if not, wait for the one that is."""
        with self._lock:
            other = self._making.get(key)
            if other is None:
                self._making[key] = Event()
                return True
        other.wait(PATIENCE)
        return False

    def _end(self, key: Key) -> None:
        with self._lock:
            self._making.pop(key).set()

    def _make(
        self, key: Key, version: object, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        status, headers, body = _whole_answer(self._application, environ)
        if status != "200 OK" or ("Cache-Control", FRESH) not in headers:
            start_response(status, headers)
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
        page = Page(version, _lasting(headers), gzip.compress(body, 9, mtime=0), _etag(body))
        self._keep(key, page)
        return _answer(page, environ, start_response, body)

    def _keep(self, key: Key, page: Page) -> None:
        with self._lock:
            if old := self._pages.pop(key, None):
                self._used -= len(old.packed)
            self._pages[key] = page
            self._used += len(page.packed)
            while self._used > self._room:
                _, oldest = self._pages.popitem(last=False)
                self._used -= len(oldest.packed)


def _whole_answer(
    application: WSGIApplication, environ: WSGIEnvironment
) -> tuple[str, Headers, bytes]:
    """A HEAD is asked as a GET, so that what is kept has a body."""
    started: list[Any] = []

    def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
        started[:] = [status, headers]
        return lambda _: None

    parts = application({**environ, "REQUEST_METHOD": "GET"}, start)
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    status, headers = started
    return status, headers, body


def _lasting(headers: Headers) -> Headers:
    """Those that hold for whoever gets the page next."""
    lost = {"content-length", "content-encoding", "etag", "x-request-id"}
    return [(name, value) for name, value in headers if name.lower() not in lost]


def _etag(body: bytes) -> str:
    return f'W/"{sha256(body).hexdigest()[:20]}"'


def _answer(
    page: Page,
    environ: WSGIEnvironment,
    start_response: StartResponse,
    body: bytes | None = None,
) -> Iterable[bytes]:
    headers = [*page.headers, ("ETag", page.etag)]
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", headers)
        return []
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        body = page.packed
        headers.append(("Content-Encoding", "gzip"))
    elif body is None:
        body = gzip.decompress(page.packed)
    start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
