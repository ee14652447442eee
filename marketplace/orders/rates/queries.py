"""The ways of sending of cooperatives, with all versions of their rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import Scope
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.orders.models import DeliveryRate, DeliveryService, DeliveryZone


@dataclass(frozen=True)
class Way:
    """One way of sending, with its versions, the newest first."""

    code: str
    versions: Sequence[DeliveryService]

    @property
    def newest(self) -> DeliveryService:
        return self.versions[0]

    def holding(self, on: date) -> DeliveryService | None:
        """The version by which buyers pay on that day; None where none is offered."""
        begun = next((each for each in self.versions if each.starts_on <= on), None)
        return begun if begun and (begun.ends_on is None or begun.ends_on > on) else None


def ways_of(cooperative_id: int) -> list[Way]:
    """By code; in two queries, however many there are."""
    found = db.session.scalars(
        _whole()
        .where(DeliveryService.cooperative_id == cooperative_id)
        .order_by(DeliveryService.code, DeliveryService.starts_on.desc())
    )
    return [Way(code, list(each)) for code, each in groupby(found, lambda one: one.code)]


def service_in(scope: Scope, service_id: int) -> DeliveryService:
    """A version of a way of sending, if its cooperative lies in the scope."""
    found = db.session.scalar(
        _whole().where(
            DeliveryService.id == service_id, scope.clause(DeliveryService.cooperative_id)
        )
    )
    if found is None:
        raise NotFound
    return found


def newest(cooperative_id: int, code: str) -> DeliveryService | None:
    """As it stands now. Whoever is about to write holds the cooperative."""
    return db.session.scalar(
        _whole()
        .where(DeliveryService.cooperative_id == cooperative_id, DeliveryService.code == code)
        .order_by(DeliveryService.starts_on.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def zones() -> list[str]:
    """The zones that countries lie in."""
    return list(
        db.session.scalars(select(DeliveryZone.zone).distinct().order_by(DeliveryZone.zone))
    )


Prices = dict[int, dict[str, Money]]
"""Prices by the most grams they hold for, and by zone."""


def prices_of(service: DeliveryService) -> Prices:
    found: Prices = {}
    for rate in service.rates:
        found.setdefault(rate.up_to_grams, {})[rate.zone] = rate.price
    return found


def currency_of(service: DeliveryService) -> str:
    """What it is priced in."""
    rate: DeliveryRate | None = next(iter(service.rates), None)
    return rate.price.currency if rate else service.cooperative.currency


def _whole() -> Select[DeliveryService]:
    return select(DeliveryService).options(
        selectinload(DeliveryService.rates), joinedload(DeliveryService.cooperative)
    )
