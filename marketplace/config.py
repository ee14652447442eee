"""Settings: read once from the environment, checked at the start, frozen afterwards."""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from flask import current_app

DEV_SECRET = "development-only-secret-change-me"  # noqa: S105 - refused in production
TLS_MODES = {"require", "verify-ca", "verify-full"}
DEV_SEAL_KEY = "ZGV2ZWxvcG1lbnQtb25seS1zZWFsLWtleS0zMmJ5dGU="


class BadSettings(Exception):
    """The environment does not describe a product that may run; the message lists every fault."""


@dataclass(frozen=True)
class Settings:
    """What an operator may set. Each field is read from the variable of its name in capitals."""

    database_url: str
    environment: str = "development"
    secret_key: str = DEV_SECRET
    seal_keys: tuple[str, ...] = (DEV_SEAL_KEY,)
    base_url: str = "http://127.0.0.1:8000"
    data_dir: Path = Path("var")
    mail_url: str = ""
    mail_from: str = "Kotam <shop@kotam.example>"
    demo_payments: bool = False
    stripe_secret_key: str = ""
    stripe_webhook_secret: str = ""
    stripe_api_version: str = "2026-10-28.endive"
    stripe_api_base: str = "https://api.stripe.com"
    card_hold_minutes: int = 30
    debug: bool = False
    log_level: str = "INFO"
    order_currency: str = "EUR"
    transfer_hold_days: int = 7
    review_hold_days: int = 14
    credit_after_days: int = 21
    session_days: int = 30
    session_max_days: int = 90
    second_step: str = "required"
    fresh_minutes: int = 15
    country_header: str = ""
    trusted_proxies: int = 0
    page_cache: bool = True
    hsts_preload: bool = False
    storage_url: str = ""
    s3_endpoint: str = ""
    s3_public_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_access_key: str = ""
    s3_secret_key: str = ""
    media_url: str = ""
    worker_patience: int = 20
    metrics_token: str = ""
    trace_url: str = ""
    retention_file: Path | None = None
    rate_limit_url: str = "memory://"
    without_tls: tuple[str, ...] = ()
    virus_scanner: str = ""
    breached_passwords: Path | None = None

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def takes_cards(self) -> bool:
        """Whether there are keys of a card company; whether they may be used is an operator's word."""
        return bool(self.stripe_secret_key and self.stripe_webhook_secret)

    @property
    def mail_address(self) -> str:
        """Where mail goes: as set, or files under the data folder."""
        return self.mail_url or f"file:{(self.data_dir / 'mail').resolve()}"

    @property
    def mail_by_tls(self) -> bool:
        """Whether mail is handed over by TLS alone."""
        return self.production and "mail" not in self.without_tls and not is_near(self.mail_url)

    @property
    def storage_address(self) -> str:
        """Where files lie: as set, or under the data folder."""
        return self.storage_url or f"file:{(self.data_dir / 'files').resolve()}"

    @property
    def media_origin(self) -> str:
        """The origin that pages may show pictures from besides their own; empty for none."""
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.media_url)) if self.media_url else ""

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read and check. Raises BadSettings with everything that is wrong, each on its line."""
        faults: list[str] = []
        values: dict[str, Any] = {}
        for field in fields(cls):
            try:
                if raw := _raw(environ, field.name.upper()):
                    values[field.name] = _read(raw, field.type)
            except (ValueError, OSError) as error:
                faults.append(f"{field.name.upper()}: {error}")
        if "database_url" not in values:
            faults.append("DATABASE_URL: say where the PostgreSQL server is")
            raise BadSettings("\n".join(faults))
        settings = cls(**values)
        faults += _faults(settings)
        if faults:
            raise BadSettings("\n".join(faults))
        return settings


def settings() -> Settings:
    """The settings of the running app."""
    return cast(Settings, current_app.extensions["settings"])


def _raw(environ: Mapping[str, str], name: str) -> str:
    """What a variable says, or the file that the variable of its name and `_FILE` leads to: so
    secrets of containers and of systemd come in without standing in the environment."""
    raw, file = environ.get(name, ""), environ.get(f"{name}_FILE", "")
    if raw and file:
        raise ValueError(f"itself or {name}_FILE, not both")
    return Path(file).read_text().strip() if file else raw


def _read(raw: str, kind: Any) -> Any:
    if kind is bool:
        if raw.lower() not in {"0", "1", "true", "false", "yes", "no"}:
            raise ValueError(f"{raw!r} is neither 1 nor 0")
        return raw.lower() in {"1", "true", "yes"}
    if kind is int:
        if not re.fullmatch(r"\d{1,6}", raw):
            raise ValueError(f"{raw!r} is not a whole number")
        return int(raw)
    if kind in {Path, Path | None}:
        return Path(raw)
    return tuple(raw.split(",")) if kind == tuple[str, ...] else raw


def _holds(settings: Settings) -> list[tuple[bool, str]]:
    return [
        (getattr(settings, name) >= 1, f"{name.upper()}: at least 1")
        for name in ("transfer_hold_days", "review_hold_days")
    ]


def _is_seal_key(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key)) == 32
    except (ValueError, binascii.Error):
        return False


def _faults(settings: Settings) -> list[str]:
    checks: list[tuple[object, str]] = [
        (
            settings.environment in {"development", "test", "production"},
            "ENVIRONMENT: development, test or production",
        ),
        (
            settings.database_url.startswith(("postgresql://", "postgresql+psycopg://")),
            "DATABASE_URL: a postgresql:// address is needed",
        ),
        (
            settings.mail_address.startswith(("smtp://", "smtps://", "file:")),
            "MAIL_URL: smtp://, smtps:// or file: address",
        ),
        (re.fullmatch("[A-Z]{3}", settings.order_currency), "ORDER_CURRENCY: three letters"),
        *_holds(settings),
        *_of_payments(settings),
        (all(map(_is_seal_key, settings.seal_keys)), "SEAL_KEYS: 32 bytes each in URL-safe base64"),
        (settings.second_step in {"required", "offered"}, "SECOND_STEP: required or offered"),
        (settings.fresh_minutes >= 1, "FRESH_MINUTES: at least 1"),
        *_upkeep_checks(settings),
        *_storage_checks(settings),
    ]
    if settings.production:
        checks += _checks_of_production(settings)
    return [message for holds, message in checks if not holds]


def _of_payments(settings: Settings) -> list[tuple[bool, str]]:
    return [
        (
            bool(settings.stripe_secret_key) == bool(settings.stripe_webhook_secret),
            "STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET: both, or none",
        ),
        (
            30 <= settings.card_hold_minutes <= 1380,
            "CARD_HOLD_MINUTES: 30 to 1380, as Stripe keeps a checkout open",
        ),
        (
            not settings.production or settings.stripe_api_base.startswith("https://"),
            "STRIPE_API_BASE: https in production",
        ),
    ]


def _checks_of_production(settings: Settings) -> list[tuple[object, str]]:
    return [
        (
            settings.secret_key != DEV_SECRET and len(settings.secret_key) >= 32,
            "SECRET_KEY: set one of at least 32 characters",
        ),
        (DEV_SEAL_KEY not in settings.seal_keys, "SEAL_KEYS: set keys of your own"),
        (not settings.debug, "DEBUG: not in production"),
        (not settings.demo_payments, "DEMO_PAYMENTS: not in production"),
        (settings.second_step == "required", "SECOND_STEP: required in production"),
        (settings.mail_url.startswith("smtp"), "MAIL_URL: production needs an SMTP server"),
        (settings.base_url.startswith("https://"), "BASE_URL: production is served by https"),
        (not settings.media_url.startswith("http:"), "MEDIA_URL: production is served by https"),
        *(
            (False, f"{name}: in clear over a network; use TLS, or add {what} to WITHOUT_TLS")
            for what, name in _in_clear(settings)
            if what not in settings.without_tls
        ),
    ]


def _in_clear(settings: Settings) -> list[tuple[str, str]]:
    """Connections over a network that nothing encrypts, with the variables that name them. Mail
    is not among them: its server is asked for TLS each time."""
    database = urlsplit(settings.database_url)
    by_tls = dict(parse_qsl(database.query)).get("sslmode") in TLS_MODES
    plain = {
        ("database", "DATABASE_URL"): "" if by_tls else settings.database_url,
        ("limits", "RATE_LIMIT_URL"): settings.rate_limit_url,
        ("files", "S3_ENDPOINT"): settings.s3_endpoint,
        ("traces", "TRACE_URL"): settings.trace_url,
    }
    schemes = ("postgresql", "redis:", "http:")
    return [name for name, url in plain.items() if url.startswith(schemes) and not is_near(url)]


def is_near(url: str) -> bool:
    """Whether it leads to this machine itself."""
    return (urlsplit(url).hostname or "localhost") in {"localhost", "127.0.0.1", "::1"}


def _upkeep_checks(settings: Settings) -> list[tuple[object, str]]:
    return [
        (settings.session_max_days >= 1, "SESSION_MAX_DAYS: at least 1"),
        (
            re.fullmatch(r"(clamd://[^/\s]+|unix:/.+)?", settings.virus_scanner),
            "VIRUS_SCANNER: clamd://host:3310 or unix:/path/of/its/socket",
        ),
        (
            settings.breached_passwords is None or settings.breached_passwords.is_file(),
            "BREACHED_PASSWORDS: there is no such file",
        ),
        (settings.worker_patience >= 2, "WORKER_PATIENCE: at least 2 seconds"),
        (len(settings.metrics_token) not in range(1, 16), "METRICS_TOKEN: 16 characters or more"),
        (
            not settings.trace_url or settings.trace_url.startswith(("http://", "https://")),
            "TRACE_URL: an http(s):// address",
        ),
        (
            settings.rate_limit_url.startswith(("memory://", "redis://", "rediss://", "unix://")),
            "RATE_LIMIT_URL: memory://, redis:// or rediss://",
        ),
        (
            settings.retention_file is None or settings.retention_file.is_file(),
            "RETENTION_FILE: there is no such file",
        ),
    ]


def _storage_checks(settings: Settings) -> list[tuple[object, str]]:
    at, ends = settings.storage_address, (settings.s3_endpoint, settings.s3_public_endpoint)
    return [
        (
            re.fullmatch(r"file:/.+|s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/?", at),
            "STORAGE_URL: s3://bucket or file:/folder",
        ),
        (
            all(not end or re.fullmatch(r"https?://[^/\s]+", end) for end in ends),
            "S3_ENDPOINT, S3_PUBLIC_ENDPOINT: http(s)://host without a path",
        ),
        (
            bool(settings.s3_access_key) == bool(settings.s3_secret_key),
            "S3_ACCESS_KEY, S3_SECRET_KEY: both or neither",
        ),
        (
            not settings.media_url or re.fullmatch(r"https?://[^\s;,'\"]+", settings.media_url),
            "MEDIA_URL: an http(s):// address",
        ),
    ]
