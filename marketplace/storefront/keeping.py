"""The shop's pages are kept finished until the database says that something they show has changed."""

from functools import partial
from wsgiref.types import WSGIEnvironment

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_cookie
from werkzeug.routing import RequestRedirect

from marketplace.config import Settings
from marketplace.core.clock import today
from marketplace.core.cookies import name_of
from marketplace.core.listening import Listener
from marketplace.core.page_cache import Key, PageCache
from marketplace.core.remembering import Memory
from marketplace.localisation.rates import COOKIE, SHOWN_CURRENCIES
from marketplace.storefront.blueprint import bp

CHANNEL = "shop"
"""Where triggers on the tables of the shop tell of a change (migration 0140)."""


def init_app(app: Flask, settings: Settings) -> None:
    listener = Listener(settings.database_url, CHANNEL)
    app.extensions["memory"] = Memory(listener)
    cookie = name_of(COOKIE, production=settings.production)
    addresses = app.url_map.bind("")

    def version() -> object | None:
        """Another one after each change, and each day: rates, terms and rules begin on a day."""
        changes = listener.count()
        return None if changes is None else (changes, today())

    def is_page(environ: WSGIEnvironment) -> bool:
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        try:
            endpoint, _ = addresses.match(path, method="GET")
        except (HTTPException, RequestRedirect):
            return False
        return str(endpoint).startswith(f"{bp.name}.")

    app.wsgi_app = PageCache(  # type: ignore[method-assign]
        app.wsgi_app, version=version, is_page=is_page, key_of=partial(key_of, cookie)
    )


def key_of(cookie: str, environ: WSGIEnvironment) -> Key:
    return (
        environ["wsgi.url_scheme"],
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        currency_of(cookie, environ.get("HTTP_COOKIE", "")),
    )


def currency_of(cookie: str, cookies: str) -> str:
    """The one thing of a visitor that these pages depend on; empty for the currency of orders."""
    if cookie not in cookies:
        return ""
    wanted = parse_cookie(cookies).get(cookie, "")
    return wanted if wanted in SHOWN_CURRENCIES else ""
