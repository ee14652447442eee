"""Which papers a parcel needs before it may leave, by where it goes, how, and what is in it."""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from marketplace.compliance import queries
from marketplace.core.clock import today
from marketplace.core.db import Texts
from marketplace.core.tables import Row, parts

RULES = Path(__file__).parents[2] / "data" / "paper_rules.csv"


class How(StrEnum):
    """Made by us as a PDF; attached, or named by its number; ticked off by somebody."""

    MADE = "made"
    ATTACH = "attach"
    TICK = "tick"


@dataclass(frozen=True)
class Sending:
    """What the rules ask of a parcel: country (two letters), compliance flags of the goods, code of
    the delivery service, kind of package (UN/ECE Rec. 21)."""

    country: str
    flags: Collection[str]
    service: str
    package: str


@dataclass(frozen=True)
class PaperRule:
    """One paper and when it is needed; an empty condition holds for everything. `required` keeps a
    parcel here until the paper is there; the others are for whoever is asked for them."""

    paper: str
    required: bool
    how: How
    flags: frozenset[str]
    destinations: frozenset[str]
    services: frozenset[str]
    packages: frozenset[str]
    name: Texts
    reason: Texts
    as_of: date
    source: str

    def holds_for(self, sending: Sending, region: Collection[str]) -> bool:
        return (
            (not self.flags or not self.flags.isdisjoint(sending.flags))
            and (not self.destinations or not self.destinations.isdisjoint(region))
            and (not self.services or sending.service in self.services)
            and (not self.packages or sending.package in self.packages)
        )


def papers_for(*sendings: Sending) -> list[list[PaperRule]]:
    """For each sending one rule for each paper, as known today, in the order of the table. Where two
    rules speak of one paper, the one that requires it holds. Each country is looked up once."""
    regions = {country: _region(country) for country in {each.country for each in sendings}}
    return [_needed(each, regions[each.country]) for each in sendings]


def _region(country: str) -> set[str]:
    """The country and the union it belongs to."""
    destination = queries.destination(country)
    return {country} | ({destination.trade_bloc} if destination else set())


def _needed(sending: Sending, region: Collection[str]) -> list[PaperRule]:
    found: dict[str, PaperRule] = {}
    for rule in _rules():
        if rule.as_of <= today() and rule.holds_for(sending, region):
            known = found.get(rule.paper)
            if known is None or (rule.required and not known.required):
                found[rule.paper] = rule
    return list(found.values())


@cache
def _rules() -> tuple[PaperRule, ...]:
    with RULES.open(encoding="utf-8", newline="") as lines:
        return tuple(_rule(row) for row in csv.DictReader(lines))


def _rule(row: Row) -> PaperRule:
    return PaperRule(
        paper=row["paper"],
        required=row["needed"] == "always",
        how=How(row["how"]),
        flags=frozenset(parts(row["flags"])),
        destinations=frozenset(parts(row["destinations"])),
        services=frozenset(parts(row["services"])),
        packages=frozenset(parts(row["packages"])),
        name={"en": row["name_en"], "fa": row["name_fa"]},
        reason={"en": row["reason_en"], "fa": row["reason_fa"]},
        as_of=date.fromisoformat(row["as_of"]),
        source=row["source"],
    )
