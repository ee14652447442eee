"""Writing delivery rates: each change is a new version from a day on, and what was asked for before
stays as it was. Whoever writes holds the cooperative."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.cooperatives.models import Cooperative
from marketplace.cooperatives.queries import locked_cooperative
from marketplace.core.clock import today
from marketplace.core.db import Json, Texts, db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.money import Money
from marketplace.orders.models import DeliveryRate, DeliveryService
from marketplace.orders.rates import queries


class RatesChanged(Conflict):
    """Somebody has saved another version since these rates were read."""


@dataclass(frozen=True)
class Terms:
    """A version of a way of sending. `prices` are by zone and the most grams they hold for;
    `volume_divisor` is in cubic millimetres a kilogram, 0 where volume is free."""

    starts_on: date
    names: Texts
    carrier: str
    tracking_url: str
    days_min: int
    days_max: int
    volume_divisor: int
    source: str
    prices: Mapping[tuple[str, int], Money]


def add(cooperative: Cooperative, code: str, terms: Terms, by: User) -> DeliveryService:
    """A way of sending that there was not."""
    locked_cooperative(cooperative.id)
    if queries.newest(cooperative.id, code):
        raise Invalid(_("There is a way with this code already."), field="code")
    made = _version(cooperative.id, code, terms)
    audit.record(by, "delivery.added", made, after=_told(made), scope_id=cooperative.id)
    return made


def change(service: DeliveryService, terms: Terms, seen: int, by: User) -> DeliveryService:
    """The next version of a way of sending; `RatesChanged` unless the newest was `seen` (its id)."""
    locked_cooperative(service.cooperative_id)
    newest = queries.newest(service.cooperative_id, service.code)
    if newest is None or newest.id != seen:
        raise RatesChanged(_("Somebody saved these details after you opened them."))
    if terms.starts_on <= newest.starts_on:
        raise Invalid(
            _("The last change begins on that day or later. Choose a day after it."), "starts_on"
        )
    made = _version(service.cooperative_id, service.code, terms)
    before, after = _told(newest), _told(made)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    audit.record(
        by,
        "delivery.changed",
        made,
        before={name: before[name] for name in sorted(changed & set(before))},
        after={name: after[name] for name in sorted(changed & set(after))},
        scope_id=made.cooperative_id,
    )
    return made


def end(service: DeliveryService, on: date, by: User) -> None:
    """From that day on nothing is sent this way any more."""
    locked_cooperative(service.cooperative_id)
    newest = queries.newest(service.cooperative_id, service.code)
    if newest is None or newest.id != service.id or newest.ends_on is not None:
        raise RatesChanged(_("Somebody changed this way of sending in the meantime. Look again."))
    if on < today() or on <= service.starts_on:
        raise Invalid(_("Choose today or a later day, after the rates have begun."), "ends_on")
    newest.ends_on = on
    audit.record(
        by,
        "delivery.ended",
        newest,
        after={"ends_on": on.isoformat()},
        scope_id=newest.cooperative_id,
    )


def take_back(service: DeliveryService, by: User) -> None:
    """A version that has not begun is dropped; the one before goes on."""
    locked_cooperative(service.cooperative_id)
    newest = queries.newest(service.cooperative_id, service.code)
    if newest is None or newest.id != service.id:
        raise RatesChanged(_("Somebody changed this way of sending in the meantime. Look again."))
    if newest.starts_on <= today():
        raise Conflict(_("These rates have begun; they stay. Change them from a day on."))
    audit.record(
        by, "delivery.taken_back", newest, before=_told(newest), scope_id=newest.cooperative_id
    )
    for rate in newest.rates:
        db.session.delete(rate)
    db.session.flush()
    db.session.delete(newest)
    db.session.flush()


def _version(cooperative_id: int, code: str, terms: Terms) -> DeliveryService:
    if terms.starts_on < today():
        raise Invalid(_("Rates begin today or later; what was asked before stays."), "starts_on")
    said = {name: value for name, value in vars(terms).items() if name != "prices"}
    made = DeliveryService(
        cooperative_id=cooperative_id,
        code=code,
        rates=[
            DeliveryRate(zone=zone, up_to_grams=grams, price=price)
            for (zone, grams), price in sorted(terms.prices.items())
        ],
        **said,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _told(service: DeliveryService) -> Json:
    """What the trail keeps of a version."""
    prices = {
        f"{rate.zone} {rate.up_to_grams} g": str(rate.price)
        for rate in sorted(service.rates, key=lambda rate: (rate.zone, rate.up_to_grams))
    }
    return {
        "starts_on": service.starts_on.isoformat(),
        "names": service.names,
        "carrier": service.carrier,
        "days": f"{service.days_min}-{service.days_max}",
        "volume_divisor": service.volume_divisor,
        "prices": prices,
        "source": service.source,
    }
