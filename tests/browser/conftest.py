"""The whole product on a port, and a Chromium to look at it.

`site` serves a database of its own, cloned from the template, whose commits are real. Tests fill it
through `site.app`, and open pages with `browser_as(user)`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from marketplace.accounts.models import User
from marketplace.app import create_app
from marketplace.core.db import db, transaction
from tests.support.clients import cookie_of
from tests.support.databases import clone, settings_for

CHROMIUM = "/usr/bin/chromium"


class Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """The tests look at pages, not at lines."""


@dataclass(frozen=True)
class Site:
    """The running product: where it is, and the app it is made of."""

    url: str
    app: Flask

    @contextmanager
    def database(self) -> Iterator[None]:
        """Inside, what is added is saved for good at the end."""
        with self.app.app_context(), transaction():
            yield


@pytest.fixture(autouse=True)
def forgetful_database() -> None:
    """Pages are served by other threads, so these tests commit; the database is theirs alone."""


@pytest.fixture(scope="module")
def site(
    server: str,
    template: str,
    worker_id: str,
    tmp_path_factory: pytest.TempPathFactory,
    request: Any,
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    name = f"{request.module.__name__.rpartition('.')[2]}_{worker_id}"
    app = create_app(settings_for(clone(server, template, name), folder))
    web = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=web.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{web.server_port}", app)
    web.shutdown()
    thread.join()
    web.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browser_as(site: Site, chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser of somebody who has signed in, or of a stranger; closes it afterwards."""
    opened: list[BrowserContext] = []

    def browser(user: User | None = None, **options: Any) -> BrowserContext:
        context = chromium.new_context(base_url=site.url, reduced_motion="reduce", **options)
        if user:
            with site.database():
                value = signed(site, db.session.merge(user))
            context.add_cookies([{"name": "session", "value": value, "url": site.url}])
        opened.append(context)
        return context

    yield browser
    for context in opened:
        context.close()


def signed(site: Site, user: User) -> str:
    """The session cookie of somebody who has just signed in; to be called inside the database."""
    signer = SecureCookieSessionInterface().get_signing_serializer(site.app)
    assert signer is not None
    return str(signer.dumps(cookie_of(user) | {"_permanent": True}))
