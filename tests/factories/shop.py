"""Pieces as the shop shows them: published, pictured, in stock and in the index."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from marketplace.catalogue.models import Craft, Product, Variant
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.clock import now, today
from marketplace.core.db import Model, db
from marketplace.core.money import Money
from marketplace.inventory.models import Location, Reservation, StockItem
from marketplace.localisation.models import Place
from marketplace.search import services
from tests.factories.catalogue import make_product
from tests.factories.cooperatives import make_artisan, make_cooperative

_numbers = count(1)
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
CRAFTS = {
    "chador-shab-bafi": ("textile", "Chador-shab weaving", "چادرشب‌بافی"),
    "rashti-duzi": ("textile", "Rashti-duzi chain-stitch embroidery", "رشتی‌دوزی (قلاب‌دوزی)"),
    "hasir-bafi": ("plant_fibre", "Mat and reed weaving", "حصیربافی"),
    "sofal": ("ceramic", "Gilan pottery and gamaj", "سفالگری و گمج"),
}
PLACES = {
    "rudsar-county": ("county", "Rudsar County", "شهرستان رودسر", None),
    "rudsar": ("city", "Rudsar", "رودسر", "rudsar-county"),
    "qasemabad": ("village", "Qasemabad", "قاسم‌آباد", "rudsar-county"),
    "rasht-county": ("county", "Rasht County", "شهرستان رشت", None),
    "rasht": ("city", "Rasht", "رشت", "rasht-county"),
}

SHOWN = ("published_at", "content_version", "price_from_minor", "price_currency")
"""What a piece gets when it is shown."""


def craft_of(craft_id: str) -> Craft:
    family, en, fa = CRAFTS[craft_id]
    return _kept(
        Craft,
        craft_id,
        names={"en": en, "fa": fa},
        family=family,
        status="living",
        descriptions={"en": f"About {en}.", "fa": f"دربارهٔ {fa}."},
        care={},
        place_ids=[],
        hs_codes=[],
        flags=[],
        fragility=1,
        lead_time_days_min=1,
        lead_time_days_max=9,
        details={},
        source="test",
        as_of=today(),
    )


def place_of(place_id: str) -> Place:
    kind, en, fa, county = PLACES[place_id]
    if county:
        place_of(county)
    return _kept(
        Place,
        place_id,
        kind=kind,
        names={"en": en, "fa": fa},
        county_id=county,
        source="test",
        as_of=today(),
    )


def make_seller(**given: Any) -> Cooperative:
    """A cooperative with a room and a commission term."""
    number = next(_numbers)
    names = {"en": f"Sefidrud {number}", "fa": f"سفیدرود {number}"}
    seller = make_cooperative(**{"names": names, "place": place_of("rasht")} | given)
    db.session.add(Location(cooperative=seller, code="MAIN", names={"en": "Main room"}))
    db.session.flush()
    return seller


def make_maker(**given: Any) -> Artisan:
    return make_artisan(**{"place": place_of("qasemabad")} | given)


def make_piece(
    title: str = "Striped cloth",
    fa: str = "پارچهٔ راه‌راه",
    *,
    craft: str = "chador-shab-bafi",
    place: str = "qasemabad",
    price: Money | None = None,
    stock: int = 3,
    seller: Cooperative | None = None,
    maker: Artisan | None = None,
    **given: Any,
) -> Product:
    """Something that can be bought; each next one is published a minute later."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "slug": f"piece-{number}",
        "titles": {"en": title, "fa": fa},
        "stories": {"en": "A long winter's work.", "fa": "کار یک زمستان."},
        "techniques": {"en": "Pit loom", "fa": "چاله‌ای"},
        "materials": [{"names": {"en": "Cotton", "fa": "پنبه"}, "percent": 100}],
        "care": {"en": "Wash cool.", "fa": "با آب سرد بشویید."},
        "length_mm": 1800,
        "width_mm": 1600,
        "height_mm": None,
        "craft": craft_of(craft),
        "place_id": place_of(place).id,
        "cooperative": seller or make_seller(),
        "artisan": maker or make_maker(),
        "price": price or Money(10_000, "EUR"),
    }
    late = {"published_at": BEGINNING + timedelta(minutes=number)} | {
        name: given.pop(name) for name in SHOWN if name in given
    }
    product = make_product(**defaults | given)
    for name, value in late.items():
        setattr(product, name, value)
    product.pictures[0].alts = {"en": f"{title}, whole"}
    db.session.flush()
    stock_up(product.variants[0], stock)
    services.index(product.id)
    return product


def stock_up(variant: Variant, pieces: int) -> StockItem:
    seller_id = variant.product.cooperative_id
    room = db.session.scalars(db.select(Location).filter_by(cooperative_id=seller_id)).first()
    item = StockItem(variant=variant, location=room, on_hand=pieces)
    db.session.add(item)
    db.session.flush()
    return item


def hold(item: StockItem, pieces: int, *, hours: int = 24, **given: Any) -> Reservation:
    """Somebody's checkout holds so many, until so many hours from now."""
    until = now() + timedelta(hours=hours)
    held = Reservation(
        stock_item=item, key=f"hold-{next(_numbers)}", quantity=pieces, expires_at=until, **given
    )
    db.session.add(held)
    db.session.flush()
    return held


def _kept(model: type[Model], key: str, **values: Any) -> Any:
    found = db.session.get(model, key)
    if found is None:
        found = model(id=key, **values)
        db.session.add(found)
        db.session.flush()
    return found
