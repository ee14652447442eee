"""People at a shop over HTTP who try again when no answer comes, as people do."""

import http.client
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any

from marketplace.core.clock import today

PATIENCE = 40.0
ADDRESS = {
    "name": "Clara Weiss",
    "street_address": "Marktstrasse 18",
    "city": "Hamburg",
    "postal_code": "20357",
    "phone": "+49 40 55501420",
}


@dataclass
class Told:
    """What the shop has told somebody: by checkout key, what was ordered and what was paid."""

    ordered: set[str] = field(default_factory=set)
    paid: set[str] = field(default_factory=set)
    retries: int = 0
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Placed:
    """An order of one checkout, its total in minor units, and the page that came next."""

    key: str
    total: int
    then: str


class _Fields(HTMLParser):
    """Hidden fields of a page, and the first choice of each group of radio buttons."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") in {"hidden", "radio"} and given.get("name"):
            self.found.setdefault(str(given["name"]), str(given.get("value") or ""))


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Browser:
    """Keeps cookies, and asks again until an answer comes that is no failure of the machine."""

    def __init__(self, port: int, told: Told, cookie: str = "") -> None:
        self._root, self._told, self._cookie = f"http://127.0.0.1:{port}", told, cookie
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(_Stay(), jar)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                status, to, page = self._once(path, form)
            except (OSError, http.client.HTTPException):
                status = 0
            if status == 500:
                self._told.broken.append(path)
            if 0 < status < 500:
                return status, to, page
            self._told.retries += 1
            time.sleep(0.1)
        raise TimeoutError(path)

    def fields(self, path: str) -> dict[str, str]:
        return _Fields(self.ask(path)[2]).found

    def _once(self, path: str, form: dict[str, str] | None) -> tuple[int, str, str]:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        asked = urllib.request.Request(urllib.parse.urljoin(self._root, path), data)
        if self._cookie:
            asked.add_header("Cookie", self._cookie)
        try:
            answer = self._opener.open(asked, timeout=15)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            if "session=" in (answer.headers.get("Set-Cookie") or ""):
                self._cookie = ""  # the jar has it now
            return answer.status, answer.headers.get("Location") or "", answer.read().decode()


def order(browser: Browser, told: Told, variant_id: int, gateway: str) -> Placed:
    """From an empty bag to a placed order."""
    form = reviewed(browser, variant_id, gateway)
    status, to, page = browser.ask("/en/checkout/place", form)
    assert status == 303, (status, re.sub(r"<[^>]+>", " ", page)[-600:])
    told.ordered.add(form["checkout_key"])
    return Placed(form["checkout_key"], int(form["total"]), to)


def reviewed(browser: Browser, variant_id: int, gateway: str) -> dict[str, str]:
    """From an empty bag to the review, whose form is what comes back."""
    browser.ask("/en/bag/add", {"variant": str(variant_id), "quantity": "1"})
    here = "/en/checkout/address?country=DE"
    said = ADDRESS | {"email": "clara@example.org", "country": "DE"}
    browser.ask(here, browser.fields(here) | said)
    browser.ask("/en/checkout/delivery", browser.fields("/en/checkout/delivery"))
    return browser.fields("/en/checkout/review") | {"gateway": gateway}


def pay(browser: Browser, told: Told, placed: Placed) -> None:
    """On the page of the test payment."""
    status, _to, _page = browser.ask(placed.then, browser.fields(placed.then))
    assert status == 303
    told.paid.add(placed.key)


def record(browser: Browser, treasurer: Browser, told: Told, placed: Placed) -> None:
    """A treasurer notes the transfer whose reference stands on the order's page."""
    page = browser.ask(placed.then)[2]
    (reference,) = set(re.findall(r"RF\d\d(?:[A-Z]{2,4})\d+", re.sub(r"\s", "", page)))
    here = f"/en/office/transfers/{reference}"
    arrived = {
        "external_id": f"BANK-{placed.key}",
        "amount": f"{placed.total / 100:.2f}",
        "value_date": today().isoformat(),
        "sender": "Clara Weiss",
    }
    status, _to, _page = treasurer.ask(here, treasurer.fields(here) | arrived)
    assert status in {303, 409}, status  # the answer to the first may have been lost
    told.paid.add(placed.key)
