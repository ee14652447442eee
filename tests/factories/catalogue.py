"""Crafts, pieces and what people propose to change about them."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import select

from marketplace.catalogue.content import Content, MaterialEntry, PictureEntry, VariantEntry
from marketplace.catalogue.models import (
    Craft,
    Product,
    ProductPicture,
    ProductState,
    Revision,
    RevisionState,
    Variant,
)
from marketplace.catalogue.queries import on_the_shelf
from marketplace.compliance.models import HsCode
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.media.models import Picture
from tests.factories.cooperatives import make_artisan, make_cooperative
from tests.factories.media import make_picture

_numbers = count(1)


def make_hs_code(code: str = "621410", **given: Any) -> HsCode:
    if found := db.session.get(HsCode, code):
        return found
    defaults = {
        "texts": {"en": "Shawls of silk", "fa": "شال ابریشمی"},
        "unit": "NAR",
        "flags": ["textile_label"],
        "source": "test",
        "as_of": date(2026, 1, 1),
    }
    return _saved(HsCode(code=code, **defaults | given))


def make_craft(**given: Any) -> Craft:
    make_hs_code()
    defaults = {
        "id": f"craft-{next(_numbers)}",
        "names": {"en": "Chador-shab weaving", "fa": "چادرشب‌بافی"},
        "family": "textile",
        "status": "living",
        "descriptions": {"en": "Striped cloth.", "fa": "پارچهٔ راه‌راه."},
        "care": {"en": "Hand wash cool.", "fa": "با آب سرد بشویید."},
        "place_ids": [],
        "hs_codes": ["621410"],
        "flags": ["dye_azo"],
        "fragility": 1,
        "lead_time_days_min": 4,
        "lead_time_days_max": 30,
        "details": {},
        "source": "test",
        "as_of": date(2026, 1, 1),
    }
    return _saved(Craft(**defaults | given))


def make_variant(product: Product, **given: Any) -> Variant:
    number = next(_numbers)
    defaults = {
        "product": product,
        "key": str(len(product.variants) + 1),
        "sku": f"TST-CHS-{number:04d}",
        "position": len(product.variants),
        "names": {},
        "price": Money(58_00, "EUR"),
        "net_grams": 340,
        "packed_grams": 450,
        "packed_length_mm": 400,
        "packed_width_mm": 300,
        "packed_height_mm": 60,
    }
    return _saved(Variant(**defaults | given))


def make_product(*, variants: int = 1, pictures: int = 1, **given: Any) -> Product:
    """A piece in the shop; say `state=ProductState.DRAFT` for one that has not got there."""
    craft = given.pop("craft", None) or make_craft()
    cooperative = given.pop("cooperative", None) or make_cooperative()
    artisan = given.pop("artisan", None) or make_artisan(cooperative=cooperative)
    price = given.pop("price", Money(58_00, "EUR"))
    state = given.pop("state", ProductState.PUBLISHED)
    product = _saved(Product(**_piece(craft, artisan, cooperative) | given))
    for _ in range(variants):
        make_variant(product, price=price)
    for position in range(pictures):
        picture = ProductPicture(
            product=product, picture=make_picture(), position=position, alts={"en": "A shawl"}
        )
        _saved(picture)
    if state is not ProductState.DRAFT:
        product.state = ProductState.PUBLISHED
        product.published_at, product.content_version = now(), 1
        product.price_from_minor, product.price_currency = price.minor, price.currency
    if state not in (ProductState.DRAFT, ProductState.PUBLISHED):
        product.state = state
    db.session.flush()
    return product


def make_content(**given: Any) -> Content:
    """Everything a reviewer asks for."""
    craft: Craft = given.pop("craft", None) or make_craft()
    pictures: Sequence[Picture] = given.pop("pictures", None) or [make_picture()]
    defaults: dict[str, Any] = {
        "pictures": tuple(PictureEntry(p.id, {"en": "A shawl", "fa": "شال"}) for p in pictures),
        "titles": {"en": "Cotton shawl", "fa": "شال پنبه‌ای"},
        "stories": {"en": "Woven in Qasemabad.", "fa": "بافت قاسم‌آباد."},
        "techniques": {"en": "Pachal loom", "fa": "پاچال"},
        "care": {"en": "Hand wash cool.", "fa": "با آب سرد بشویید."},
        "craft_id": craft.id,
        "place_id": make_artisan().place_id,
        "hs_code": "621410",
        "materials": (MaterialEntry({"en": "cotton", "fa": "پنبه"}, 100),),
        "length_mm": 2000,
        "width_mm": 700,
        "variants": (
            VariantEntry(key="1", price_minor=58_00, net_grams=340, packed_grams=450, ready=3),
        ),
    }
    return Content(**defaults | given)


def make_revision(
    *,
    product: Product | None = None,
    content: Content | None = None,
    state: RevisionState = RevisionState.DRAFT,
    **given: Any,
) -> Revision:
    """A complete proposal; of a new piece, unless `product` says of which."""
    product = product or make_product(state=ProductState.DRAFT, variants=0, pictures=0)
    defaults: dict[str, Any] = {
        "product": product,
        "base_version": product.content_version,
        "content": (content or make_content()).as_json(),
        "editor_ids": [],
        "edited_at": now(),
    }
    revision = _saved(Revision(**defaults | given))
    if state is not RevisionState.DRAFT:
        revision.state, revision.submitted_at = RevisionState.IN_REVIEW, now()
    if state not in (RevisionState.DRAFT, RevisionState.IN_REVIEW):
        revision.state = state
    db.session.flush()
    return revision


def _piece(craft: Craft, artisan: Artisan, cooperative: Cooperative) -> dict[str, Any]:
    return {
        "slug": f"shawl-{next(_numbers)}",
        "artisan": artisan,
        "cooperative": cooperative,
        "titles": {"en": "Cotton shawl", "fa": "شال پنبه‌ای"},
        "stories": {"en": "Woven in Qasemabad.", "fa": "بافت قاسم‌آباد."},
        "techniques": {"en": "Pachal loom", "fa": "پاچال"},
        "care": {"en": "Hand wash cool.", "fa": "با آب سرد بشویید."},
        "materials": [{"names": {"en": "cotton", "fa": "پنبه"}, "percent": 100}],
        "craft": craft,
        "place_id": artisan.place_id,
        "length_mm": 2000,
        "width_mm": 700,
        "height_mm": 3,
        "hs_code": "621410",
        "flags": ["dye_azo", "textile_label"],
    }


def _saved(thing: Any) -> Any:
    db.session.add(thing)
    db.session.flush()
    return thing


def is_on_shelf(product: Product) -> bool:
    """Whether the shop shows it."""
    shown = (
        select(Product.id).join(Product.cooperative).where(Product.id == product.id, on_the_shelf())
    )
    return db.session.scalar(shown) is not None
