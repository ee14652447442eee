"""Pieces as the shop shows them: published, pictured, in stock and in the index."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from marketplace.catalogue.models import (
    Craft,
    Product,
    ProductPicture,
    ProductState,
    Variant,
)
from marketplace.cooperatives.models import Artisan, CommissionTerm, Cooperative, CooperativeKind
from marketplace.core.clock import now, today
from marketplace.core.db import Model, db
from marketplace.core.money import Money
from marketplace.inventory.models import Location, Reservation, StockItem
from marketplace.localisation.models import Place
from marketplace.media.models import Picture, PictureState
from marketplace.search import services

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
    letters = "".join(chr(65 + number // 26**i % 26) for i in range(4))
    defaults: dict[str, Any] = {
        "slug": f"cooperative-{number}",
        "code": letters,
        "kind": CooperativeKind.EXPORT_MANAGEMENT,
        "names": {"en": f"Sefidrud {number}", "fa": f"سفیدرود {number}"},
        "stories": {"en": "We pack and send.", "fa": "ما می‌بندیم و می‌فرستیم."},
        "registration_number": str(number),
        "national_id": f"{number:011}",
        "address": {"country": "IR", "city": "Rasht"},
        "email": f"office{number}@example.org",
        "phone": "+981333333333",
        "place_id": place_of("rasht").id,
    }
    seller = Cooperative(**defaults | given)
    db.session.add(seller)
    db.session.flush()
    term = {"starts_on": today() - timedelta(days=400), "rate_bp": 1700}
    shares = {"cooperative": 900, "fees": 400, "training": 400}
    db.session.add(CommissionTerm(cooperative_id=seller.id, shares=shares, **term))
    db.session.add(Location(cooperative=seller, code="MAIN", names={"en": "Main room"}))
    db.session.flush()
    return seller


def make_maker(**given: Any) -> Artisan:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "slug": f"maker-{number}",
        "names": {"en": f"Maker {number}", "fa": f"هنرمند {number}"},
        "stories": {"en": "She weaves.", "fa": "او می‌بافد."},
        "place_id": place_of("qasemabad").id,
    }
    maker = Artisan(**defaults | given)
    db.session.add(maker)
    db.session.flush()
    return maker


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
    price = price or Money(10_000, "EUR")
    defaults: dict[str, Any] = {
        "slug": f"piece-{number}",
        "titles": {"en": title, "fa": fa},
        "stories": {"en": "A long winter's work.", "fa": "کار یک زمستان."},
        "techniques": {"en": "Pit loom", "fa": "چاله‌ای"},
        "materials": [{"names": {"en": "Cotton", "fa": "پنبه"}, "percent": 100}],
        "care": {"en": "Wash cool.", "fa": "با آب سرد بشویید."},
        "craft": craft_of(craft),
        "place": place_of(place),
        "cooperative": seller or make_seller(),
        "artisan": maker or make_maker(),
        "length_mm": 1800,
        "width_mm": 1600,
        "published_at": BEGINNING + timedelta(minutes=number),
        "price_from_minor": price.minor,
        "price_currency": price.currency,
        "content_version": 1,
    }
    product = Product(**defaults | given)
    product.state = ProductState.DRAFT
    product.state = ProductState.PUBLISHED
    product.variants = [_variant(number, price)]
    product.pictures = [
        ProductPicture(position=0, picture=make_picture(), alts={"en": f"{title}, whole"})
    ]
    db.session.add(product)
    db.session.flush()
    stock_up(product.variants[0], stock)
    services.index(product.id)
    return product


def make_picture(**given: Any) -> Picture:
    number = next(_numbers)
    name = f"{number:08x}"
    derivatives = [
        {"width": width, "format": kind, "name": f"{name}-{width}.{kind}"}
        for width in (320, 640)
        for kind in ("avif", "webp", "jpeg")
    ]
    defaults = {
        "original_key": f"originals/{name}",
        "width": 800,
        "height": 800,
        "placeholder": "data:image/webp;base64,UklGRhoAAABXRUJQ",
        "derivatives": derivatives,
    }
    picture = Picture(**defaults | given)
    picture.state = PictureState.WAITING
    db.session.add(picture)
    db.session.flush()
    picture.state = PictureState.READY
    db.session.flush()
    return picture


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


def _variant(number: int, price: Money) -> Variant:
    return Variant(
        key="a",
        sku=f"GLN-TST-{number:05}",
        names={},
        price=price,
        net_grams=400,
        packed_grams=500,
        packed_length_mm=300,
        packed_width_mm=200,
        packed_height_mm=100,
    )


def _kept(model: type[Model], key: str, **values: Any) -> Any:
    found = db.session.get(model, key)
    if found is None:
        found = model(id=key, **values)
        db.session.add(found)
        db.session.flush()
    return found
