"""The world that is measured: generated products, the same each time, and all they hang on."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from flask_migrate import upgrade
from sqlalchemy import insert, select, text

from bench.ordering import Wares, make_wares
from marketplace import commands
from marketplace.app import create_app
from marketplace.catalogue.models import Craft, Product, ProductPicture, Variant
from marketplace.compliance.loading import load_rules
from marketplace.config import Settings
from marketplace.cooperatives.models import Artisan, CommissionTerm, Cooperative
from marketplace.core import worker
from marketplace.core.db import db, transaction
from marketplace.inventory.models import Location, StockItem
from marketplace.localisation.models import Place
from marketplace.media.models import Picture
from marketplace.search import services
from marketplace.search.models import SearchDocument

BATCH = 1000
COOPERATIVES, MAKERS, PICTURES = 4, 400, 200
START = datetime(2024, 1, 1, tzinfo=UTC)
WORDS = {
    "en": ["striped", "madder", "indigo", "reed", "willow", "felt", "silk", "clay", "walnut"]
    + ["shawl", "runner", "basket", "bowl", "rug", "cushion", "doll", "tray", "box", "hat"],
    "fa": ["راه‌راه", "روناسی", "نیلی", "حصیری", "مرواری", "نمدی", "ابریشمی", "سفالی", "گردویی"]
    + ["شال", "رانر", "زنبیل", "کاسه", "گلیم", "کوسن", "عروسک", "سینی", "جعبه", "کلاه"],
}


def make_shop(url: str, folder: Path, products: int, buyers: int) -> tuple[str, Wares]:
    """Migrate and fill the empty database there: the address of its page half way down, and what so
    many buyers will order."""
    app = create_app(
        Settings(database_url=url, environment="test", data_dir=folder, page_cache=False)
    )
    commands.init_app(app)
    with app.app_context():
        migrate(url)
        fill(products)
        db.session.execute(text("analyze"))
        address = half_way()
        with transaction():
            wares = make_wares(buyers)
        db.engine.dispose()
    return address, wares


def half_way() -> str:
    """The address of the page that begins in the middle of all pieces."""
    count = db.session.query(SearchDocument).count()
    middle = db.session.execute(
        select(SearchDocument.product_id, SearchDocument.published_at)
        .order_by(SearchDocument.published_at.desc())
        .offset(count // 2)
        .limit(1)
    ).one()
    micros = int(middle.published_at.timestamp() * 1_000_000)
    return f"/en/pieces?after={micros}.{middle.product_id}"


def migrate(url: str) -> None:
    worker.migrate(url)
    upgrade()
    with transaction():
        load_rules()


def fill(products: int) -> None:
    """Generated, the same each time; every tenth piece is sold out, every seventh made to order."""
    chance = Random(1405)  # noqa: S311 - not a secret
    with transaction():
        people(chance)
    with transaction():
        for first in range(0, products, BATCH):
            pieces(chance, range(first, min(first + BATCH, products)))
    with transaction():
        services.rebuild()


def people(chance: Random) -> None:
    places = list(db.session.scalars(select(Place.id).where(Place.county_id.is_not(None))))
    for n in range(COOPERATIVES):
        seller = Cooperative(
            slug=f"bench-{n}",
            code=f"B{chr(65 + n)}",
            kind="export_management",
            names={"en": f"Cooperative {n}", "fa": f"تعاونی {n}"},
            stories={"en": "We send.", "fa": "می‌فرستیم."},
            registration_number=str(n),
            national_id=f"{n:011}",
            address={"country": "IR"},
            email=f"c{n}@example.org",
            phone="+98",
            place_id=places[n],
        )
        db.session.add(seller)
        db.session.flush()
        shares = {"cooperative": 900, "fees": 400, "training": 400}
        term = {"starts_on": START.date(), "rate_bp": 1700, "shares": shares}
        db.session.add(CommissionTerm(cooperative_id=seller.id, **term))
        db.session.add(Location(cooperative_id=seller.id, code="MAIN", names={"en": "Main"}))
    for n in range(MAKERS):
        names = {"en": f"Maker {n}", "fa": f"هنرمند {n}"}
        place = chance.choice(places)
        db.session.add(Artisan(slug=f"bench-maker-{n}", names=names, stories={}, place_id=place))
    for n in range(PICTURES):
        db.session.add(picture(n))


def picture(number: int) -> Picture:
    made = [
        {"width": width, "format": form, "name": f"{number:032x}{width}.{form}"}
        for width in (320, 640, 1200)
        for form in ("avif", "webp", "jpg")
    ]
    found = Picture(original_key=f"o/{number}", width=1200, height=1200, derivatives=made)
    found.state = "waiting"
    return found


def pieces(chance: Random, numbers: range) -> None:
    crafts = list(db.session.scalars(select(Craft.id).where(Craft.offered).order_by(Craft.id)))
    places = list(db.session.scalars(select(Place.id).order_by(Place.id)))
    sellers = list(db.session.scalars(select(Cooperative.id).order_by(Cooperative.id)))
    rooms = dict(db.session.execute(select(Location.cooperative_id, Location.id)).all())
    makers = list(db.session.scalars(select(Artisan.id).order_by(Artisan.id)))
    photos = list(db.session.scalars(select(Picture.id).order_by(Picture.id)))
    rows = [piece(chance, n, crafts, places, sellers, makers) for n in numbers]
    db.session.execute(insert(Product), rows)
    ids = db.session.execute(
        select(Product.id, Product.slug, Product.cooperative_id, Product.price_from_minor).where(
            Product.slug.in_([row["slug"] for row in rows])
        )
    ).all()
    variants = [variant(row) for row in ids]
    db.session.execute(insert(Variant), variants)
    shown = [
        {"product_id": row.id, "picture_id": photo, "position": at, "alts": {"en": "Piece"}}
        for row in ids
        for at, photo in enumerate(chance.sample(photos, 2))
    ]
    db.session.execute(insert(ProductPicture), shown)
    made = db.session.execute(
        select(Variant.id, Product.cooperative_id)
        .join(Product)
        .where(Product.id.in_([row.id for row in ids]))
    )
    stock = [
        {"variant_id": v, "location_id": rooms[c], "on_hand": 0 if v % 10 == 0 else v % 5 + 1}
        for v, c in made
    ]
    db.session.execute(insert(StockItem), stock)


def piece(
    chance: Random,
    number: int,
    crafts: list[str],
    places: list[str],
    sellers: list[int],
    makers: list[int],
) -> dict[str, object]:
    title = {
        lang: " ".join(chance.sample(words, 3)) + f" {number}" for lang, words in WORDS.items()
    }
    return {
        "version": 1,
        "state": "published",
        "slug": f"piece-{number}",
        "artisan_id": chance.choice(makers),
        "cooperative_id": chance.choice(sellers),
        "content_version": 1,
        "published_at": START + timedelta(minutes=number * 7),
        "titles": title,
        "stories": {"en": "Woven in winter. " * 20, "fa": "در زمستان بافته شد. " * 20},
        "techniques": {"en": "Pit loom", "fa": "چاله‌ای"},
        "care": {"en": "Wash cool.", "fa": "با آب سرد بشویید."},
        "materials": [{"names": {"en": "Cotton", "fa": "پنبه"}, "percent": 100}],
        "craft_id": chance.choice(crafts),
        "place_id": chance.choice(places),
        "made_to_order": number % 7 == 0,
        "flags": [],
        "price_from_minor": chance.randrange(500, 60_000),
        "price_currency": "EUR",
    }


def variant(row: object) -> dict[str, object]:
    return {
        "product_id": row.id,  # type: ignore[attr-defined]
        "key": "1",
        "sku": f"BEN-{row.id}",  # type: ignore[attr-defined]
        "names": {},
        "price_minor": row.price_from_minor,  # type: ignore[attr-defined]
        "price_currency": "EUR",
        "net_grams": 400,
        "packed_grams": 500,
    }
