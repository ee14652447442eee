"""Puts the pieces together."""

import socket
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from marketplace import blueprints, faults, templating, wiring
from marketplace.accounts.access import guard, keep_private, public
from marketplace.accounts.sessions import load_user
from marketplace.config import Settings
from marketplace.core import (
    addresses,
    assets,
    events,
    health,
    limits,
    lines,
    logs,
    markup,
    meters,
    security,
    tracing,
)
from marketplace.core.cookies import name_of
from marketplace.core.db import ENGINE, db
from marketplace.core.mail import Mailer, mailer_of
from marketplace.core.routing import PatientRule
from marketplace.core.seal import KeyRing
from marketplace.core.storage import Storage, bucket_of, storage_at
from marketplace.localisation import languages
from marketplace.localisation.templates import Spoken, Translated
from marketplace.storefront import keeping

ROOT = Path(__file__).parent.parent


class Shop(Flask):
    """Flask whose templates are of one language each."""

    jinja_environment = Spoken  # type: ignore[assignment]
    url_rule_class = PatientRule


def create_app(
    settings: Settings, *, mailer: Mailer | None = None, storage: Storage | None = None
) -> Flask:
    """The application, with the real mailer and storage of its settings unless others are given."""
    app = Shop(__name__, template_folder="../templates", static_folder=None)
    app.config.from_mapping(_flask_config(settings))
    addresses.init_app(app)
    app.extensions["settings"] = settings
    app.extensions["seal"] = KeyRing(settings.seal_keys)
    app.extensions.update(wiring.TABLES)
    app.extensions["mailer"] = mailer or _mailer(settings)
    app.extensions["storage"] = storage or storage_at(settings.storage_address, bucket_of(settings))
    if settings.page_cache:
        keeping.init_app(app, settings)
    if settings.metrics_token:
        folder = settings.data_dir.resolve() / "metrics" / socket.gethostname()
        meters.init_app(app, meters.Meters(folder))
    if settings.trace_url:
        tracing.init_app(app, settings.trace_url)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    _extend(app)
    _shape(app)
    for blueprint in blueprints.BLUEPRINTS:
        app.register_blueprint(blueprint)
    events.connect(wiring.SUBSCRIPTIONS)
    return app


def _mailer(settings: Settings) -> Mailer:
    return mailer_of(settings.mail_address, settings.mail_from, by_tls=settings.mail_by_tls)


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url.replace(
            "postgresql://", "postgresql+psycopg://"
        ),
        "SQLALCHEMY_ENGINE_OPTIONS": ENGINE,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.production,
        "SESSION_COOKIE_NAME": name_of("session", production=settings.production),
        "PERMANENT_SESSION_LIFETIME": timedelta(days=settings.session_days),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "TRUSTED_HOSTS": _hosts(settings),
        "MAX_CONTENT_LENGTH": 330 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        "WTF_CSRF_TIME_LIMIT": None,
        "RATELIMIT_HEADERS_ENABLED": True,
        "RATELIMIT_ENABLED": settings.environment != "test",
        "TESTING": settings.environment == "test",
        "DEBUG": settings.debug,
    }


def _hosts(settings: Settings) -> list[str] | None:
    """The names that a request may call us by: that of the shop, and this machine's own, by which
    its supervisor asks for its health."""
    if not settings.production:
        return None
    return [urlsplit(settings.base_url).hostname or "", "127.0.0.1", "localhost"]


def _extend(app: Flask) -> None:
    db.init_app(app)
    lines.init_app(app)
    languages.init_app(app)
    limits.init_app(app, app.extensions["settings"].rate_limit_url)
    login = LoginManager()
    login.init_app(app, add_context_processor=False)  # pages that name nobody load nobody
    app.jinja_env.globals["current_user"] = current_user
    login.session_protection = None
    login.login_view = "accounts.sign_in"
    login.login_message = ""
    login.user_loader(load_user)
    logs.follow_requests(app)
    security.init_app(app)


def _shape(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(markup.Dense)
    app.jinja_env.add_extension(Translated)
    for name, value in templating.GLOBALS.items():
        app.jinja_env.globals[name] = value
    app.jinja_env.filters.update(templating.FILTERS)
    assets.init_app(app, ROOT / "static")
    public(app.view_functions["static"])
    app.register_blueprint(health.bp)
    public(app.view_functions["health.live"])
    public(app.view_functions["health.ready"])
    app.add_url_rule("/", "root", public(to_language))
    app.before_request(guard)
    app.before_request(security.refuse_unwritable)
    app.after_request(keep_private)
    faults.init_app(app)


def to_language() -> ResponseReturnValue:
    """The bare address leads to the language the browser prefers."""
    answer = redirect(url_for("storefront.home", lang=languages.preferred_language()))
    answer.vary.add("Accept-Language")
    answer.headers["Cache-Control"] = "private, max-age=0"
    return answer
