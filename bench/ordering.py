"""The last click of an order, and putting a piece into the bag, against the barest transaction."""

import http.client
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http.cookies import SimpleCookie
from itertools import count
from statistics import mean
from threading import Barrier
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
    "street_address": "Marktstrasse 18",
    "postal_code": "20357",
    "city": "Hamburg",
    "phone": "040 5550142",
}
VALUE = r'name="{}"[^>]*?value="([^"]*)"'


CROWDS = {8: 5, 40: 20}
"""How many buyers press at once, and for how many pieces."""

_numbers = count(1)


@dataclass(frozen=True)
class Wares:
    """Variants that there is enough of, one for each buyer of a block, and those that a crowd of so
    many buyers runs for."""

    plenty: Sequence[int]
    few: Mapping[int, int]


def make_wares(buyers: int) -> Wares:
    """In the shelves of one seller, and a country that is open to send them to."""
    db.session.execute(
        update(Destination).where(Destination.country == "DE").values(policy=Policy.OPEN)
    )
    seller = make_seller()
    plenty = [make_piece(seller, pieces=1_000_000).id for _ in range(buyers)]
    return Wares(plenty, {n: make_piece(seller, pieces=left).id for n, left in CROWDS.items()})


class Buyer:
    """A browser as far as a checkout needs one: it keeps cookies and reads hidden fields. Each comes
    from an address of its own, as the proxy before the shop says, and writes under a name of its
    own."""

    def __init__(self, server: Server) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self._cookies: SimpleCookie = SimpleCookie()
        self._number = next(_numbers)

    def ask(self, address: str, **form: object) -> tuple[int, str]:
        cookies = "; ".join(f"{name}={one.value}" for name, one in self._cookies.items())
        body = urlencode(form) if form else None
        headers = SAME_SITE | {"Cookie": cookies, "X-Forwarded-For": self._address}
        self._line.request("POST" if form else "GET", address, body, headers)
        answer = self._line.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self._cookies.load(line)
        return answer.status, answer.read().decode()

    @property
    def _address(self) -> str:
        return f"10.0.{self._number >> 8}.{self._number & 255}"

    def take(self, variant: int) -> int:
        return self.ask("/en/bag/add", variant=variant, quantity=1)[0]

    def up_to_the_last_click(self, variant: int) -> dict[str, object]:
        """Through all steps; what the last form would send."""
        self.take(variant)
        address = ADDRESS | {"email": f"clara{self._number}@example.org"}
        self._send("/en/checkout/address?country=DE", "/en/checkout/address", **address)
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
    database: psutil.Process, shop: Server, limits: Server, wares: Wares, rounds: int
) -> dict[str, tuple[float, float]]:
    """Means of CPU milliseconds: of the product and of the limit, for either click. The first round
    only warms up."""
    found: dict[str, tuple[list[float], list[float]]] = {
        "add to the bag": ([], []),
        "place the order": ([], []),
    }
    order_one(shop, wares.plenty[0])  # whose rows the limit copies
    buyers = len(wares.plenty)
    for turn in range(rounds + 1):
        ready = [Buyer(shop) for _ in range(buyers)]
        forms = [
            buyer.up_to_the_last_click(variant)
            for buyer, variant in zip(ready, wares.plenty, strict=True)
        ]
        fresh = [Buyer(shop) for _ in range(buyers)]
        chosen = [{"variant": variant, "quantity": 1} for variant in wares.plenty]
        bare = [Buyer(limits) for _ in range(buyers)]
        place = partial(all_answer, ready, "/en/checkout/place", forms)
        add = partial(all_answer, fresh, "/en/bag/add", chosen)
        limit = partial(all_answer, bare, "/order", [{"stock": n} for n in range(1, buyers + 1)])
        for name, act in (("add to the bag", add), ("place the order", place)):
            ours = cost(database, shop, act) / buyers * 1000
            theirs = cost(database, limits, limit) / buyers * 1000
            if turn:
                found[name][0].append(ours)
                found[name][1].append(theirs)
    return {name: (mean(ours), mean(theirs)) for name, (ours, theirs) in found.items()}


def order_one(shop: Server, variant: int) -> None:
    buyer = Buyer(shop)
    all_answer([buyer], "/en/checkout/place", [buyer.up_to_the_last_click(variant)])


def crowds(shop: Server, wares: Wares) -> Iterator[str]:
    """So many buyers press the last button at once: as many orders as there are pieces, and a clear
    refusal (409) for everyone else. Anything else ends the measurement."""
    for buyers, variant in wares.few.items():
        ready = [Buyer(shop) for _ in range(buyers)]
        forms = [buyer.up_to_the_last_click(variant) for buyer in ready]
        start = Barrier(buyers)

        def press(buyer: Buyer, form: dict[str, object], start: Barrier = start) -> int:
            start.wait()
            return buyer.ask("/en/checkout/place", **form)[0]

        begun = time.monotonic()
        with ThreadPoolExecutor(buyers) as people:
            answers = Counter(people.map(press, ready, forms))
        took = time.monotonic() - begun
        pieces = CROWDS[buyers]
        if answers != {303: pieces, 409: buyers - pieces}:
            raise SystemExit(f"{buyers} buyers of {pieces} pieces are answered {answers}")
        yield (
            f"{buyers} buyers at once, {pieces} pieces: {answers[303]} orders, "
            f"{answers[409]} refused, in {took:.2f} s"
        )


def all_answer(buyers: list[Buyer], address: str, forms: list[dict[str, object]]) -> None:
    """Each sends its form."""
    for buyer, form in zip(buyers, forms, strict=True):
        status, text = buyer.ask(address, **form)
        if status not in {200, 302, 303}:
            raise SystemExit(f"{address} answers {status}: {text[:2000]}")


def cost(database: psutil.Process, server: Server, act: Callable[[], None]) -> float:
    before = server.cpu() + cpu_of(database)
    act()
    return server.cpu() + cpu_of(database) - before
