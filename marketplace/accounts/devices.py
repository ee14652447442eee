"""How a browser is known to have signed in to an account before. The mark opens nothing; it only
keeps a stranger's wrong guesses from slowing down this browser, and tells a new device from a known."""

import re
import secrets
from hashlib import sha256
from typing import Any

from werkzeug import Response

from marketplace.accounts import tokens
from marketplace.core import cookies
from marketplace.core.errors import NotFound

NAME = "known"
SECONDS = 180 * 86_400
ACCOUNTS = 5
"""So many people may share a browser."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_of(email: str) -> str:
    """This browser's mark for the account, empty if it has none."""
    return str(_marks().get(_digest(email), ""))


def remember_device(response: Response, email: str) -> None:
    marks = {k: v for k, v in _marks().items() if k != _digest(email)}
    kept = dict(list(marks.items())[-(ACCOUNTS - 1) :])
    signed = tokens.sign(NAME, kept | {_digest(email): secrets.token_hex(8)})
    cookies.keep(response, NAME, signed, SECONDS)


def named(agent: str) -> str:
    """A browser's own words about itself in short: "Firefox, Android"; empty where they say nothing."""
    words = [_first(agent, BROWSERS), _first(agent, SYSTEMS)]
    short = ", ".join(word for word in words if word)
    return short or re.sub(r"[^ -~]", "", agent)[:40]


def _first(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in names if sign in agent), "")


def _marks() -> dict[str, Any]:
    try:
        marks = tokens.read(NAME, cookies.read(NAME), SECONDS)
    except NotFound:
        return {}
    return marks if isinstance(marks, dict) else {}


def _digest(email: str) -> str:
    return sha256(email.strip().lower().encode()).hexdigest()[:20]
