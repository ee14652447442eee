"""The last click of an order, and putting a piece into the bag, against the barest transaction."""

import http.client
import re
from collections.abc import Callable
from functools import partial
from http.cookies import SimpleCookie
from itertools import cycle
from statistics import mean
from urllib.parse import urlencode

import psutil
from sqlalchemy import update

from bench.machines import Server, cpu_of
from marketplace.compliance.models import Destination, Policy
from marketplace.core.db import db
from tests.factories.orders import make_piece, make_seller

SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
ADDRESS = {
    "country": "DE",
    "name": "Clara Weiss",
    "email": "clara@example.org",
    "street_address": "Marktstrasse 18",
    "postal_code": "20357",
    "city": "Hamburg",
    "phone": "040 5550142",
}
VALUE = r'name="{}"[^>]*?value="([^"]*)"'


def make_wares() -> int:
    """A variant that there is enough of, and a country that is open to send it to."""
    db.session.execute(
        update(Destination).where(Destination.country == "DE").values(policy=Policy.OPEN)
    )
    return make_piece(make_seller(), pieces=1_000_000).id


class Buyer:
    """A browser as far as a checkout needs one: it keeps cookies and reads hidden fields."""

    def __init__(self, server: Server) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self._cookies: SimpleCookie = SimpleCookie()

    def ask(self, address: str, **form: object) -> tuple[int, str]:
        cookies = "; ".join(f"{name}={one.value}" for name, one in self._cookies.items())
        body = urlencode(form) if form else None
        headers = SAME_SITE | {"Cookie": cookies}
        self._line.request("POST" if form else "GET", address, body, headers)
        answer = self._line.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self._cookies.load(line)
        return answer.status, answer.read().decode()

    def take(self, variant: int) -> int:
        return self.ask("/en/bag/add", variant=variant, quantity=1)[0]

    def up_to_the_last_click(self, variant: int) -> dict[str, object]:
        """Through all steps; what the last form would send."""
        self.take(variant)
        self._send("/en/checkout/address?country=DE", "/en/checkout/address", **ADDRESS)
        page = self.ask("/en/checkout/delivery")[1]
        chosen = re.search(r'name="(delivery_\d+)"[^>]*?value="([^"]*)"', page)
        if not chosen:
            raise SystemExit("nobody delivers there")
        self._send("/en/checkout/delivery", "/en/checkout/delivery", **{chosen[1]: chosen[2]})
        page = self.ask("/en/checkout/review")[1]
        names = ("csrf_token", "checkout_key", "total")
        return {name: value_of(name, page) for name in names} | {"gateway": "transfer"}

    def _send(self, page: str, action: str, **form: object) -> None:
        token = value_of("csrf_token", self.ask(page)[1])
        status, text = self.ask(action, csrf_token=token, **form)
        if status not in {302, 303}:
            raise SystemExit(f"{action} answers {status}: {text[:2000]}")


def value_of(name: str, page: str) -> str:
    found = re.search(VALUE.format(name), page) or re.search(
        rf'value="([^"]*)"[^>]*?name="{name}"', page
    )
    if not found:
        raise SystemExit(f"no {name} in {page[:2000]}")
    return found[1]


def measured(
    database: psutil.Process, shop: Server, limits: Server, variant: int, rounds: int, buyers: int
) -> dict[str, tuple[float, float]]:
    """Means of CPU milliseconds: of the product and of the limit, for either click."""
    found: dict[str, tuple[list[float], list[float]]] = {
        "add to the bag": ([], []),
        "place the order": ([], []),
    }
    for _ in range(rounds):
        ready = [Buyer(shop) for _ in range(buyers)]
        forms = [buyer.up_to_the_last_click(variant) for buyer in ready]
        fresh = [Buyer(shop) for _ in range(buyers)]
        bare = [Buyer(limits) for _ in range(buyers)]
        place = partial(all_answer, ready, "/en/checkout/place", forms)
        add = partial(all_answer, fresh, "/en/bag/add", [{"variant": variant, "quantity": 1}])
        limit = partial(all_answer, bare, "/order", [{"stock": 1}])
        for name, act in (("add to the bag", add), ("place the order", place)):
            ours, theirs = found[name]
            ours.append(cost(database, shop, act) / buyers * 1000)
            theirs.append(cost(database, limits, limit) / buyers * 1000)
    return {name: (mean(ours), mean(theirs)) for name, (ours, theirs) in found.items()}


def all_answer(buyers: list[Buyer], address: str, forms: list[dict[str, object]]) -> None:
    """Each sends its form, or all the same one."""
    for buyer, form in zip(buyers, cycle(forms), strict=False):
        status, text = buyer.ask(address, **form)
        if status not in {200, 302, 303}:
            raise SystemExit(f"{address} answers {status}: {text[:2000]}")


def cost(database: psutil.Process, server: Server, act: Callable[[], None]) -> float:
    before = server.cpu() + cpu_of(database)
    act()
    return server.cpu() + cpu_of(database) - before
