"""The pieces: written, reviewed and published through the same services as in life."""

import re
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.catalogue import services
from marketplace.catalogue.content import Content, MaterialEntry, PictureEntry, VariantEntry
from marketplace.catalogue.models import Craft, Product, Revision
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.core.tables import Row, rows_of
from marketplace.demo.packing import packed
from marketplace.demo.tables import FOLDER, both, words
from marketplace.demo.world import World
from marketplace.notifications.services import told_already
from marketplace.search.models import SearchDocument

UNDER_REVIEW = ("GLN-RSD-004", "GLN-HSR-006", "GLN-NMD-003", "GLN-CHS-006")
CHANGES_WANTED = "GLN-RSD-006"
DRAFT = "GLN-SFL-008"
REVISED = "GLN-RSD-002"
"""SKUs of the table that are not simply in the shop."""

SHARES = {1: (100,), 2: (90, 10), 3: (85, 10, 5), 4: (80, 10, 5, 5)}


def make_pieces(world: World) -> dict[str, Product]:
    """All pieces of the table, by its SKUs. The oldest are published first."""
    known, made = words(), {}
    rows = list(rows_of(FOLDER / "products.csv"))
    for number, row in enumerate(rows):
        content = content_of(world, row, known)
        with nullcontext() if row["sku"] in UNDER_REVIEW else told_already():
            made[row["sku"]] = _piece(world, row, content)
        if made[row["sku"]].published_at:
            days_ago = 5 + (number * 37) % 211
            made[row["sku"]].published_at = now() - timedelta(days=days_ago, hours=number)
    _revise(world, made[REVISED])
    _date_back()
    return made


def _date_back() -> None:
    """The index heard of each piece before its day was set."""
    db.session.flush()
    own = Product.id == SearchDocument.product_id
    db.session.execute(
        update(SearchDocument).where(own).values(published_at=Product.published_at),
        execution_options={"synchronize_session": False},
    )


def content_of(world: World, row: Row, known: dict[str, str]) -> Content:
    pictures = tuple(PictureEntry(p.id, alts) for p, alts in world.album.of_piece(row["sku"]))
    craft = db.session.get_one(Craft, row["craft_id"])
    technique = row["technique_en"]
    return Content(
        pictures=pictures,
        titles=both(row, "title"),
        stories=both(row, "short_description"),
        techniques={"en": technique[:1].upper() + technique[1:], "fa": known[technique]},
        care=dict(craft.care),
        craft_id=row["craft_id"],
        place_id=row["place_id"],
        materials=tuple(_materials(row["materials_en"], known)),
        length_mm=int(row["length_mm"]),
        width_mm=int(row["width_mm"]),
        height_mm=int(row["height_mm"]),
        made_to_order=row["made_to_order"] == "1",
        lead_time_days=int(row["lead_time_days"]),
        variants=(_variant(row, craft.family),),
    )


def _variant(row: Row, family: str) -> VariantEntry:
    parcel = packed(row, family)
    return VariantEntry(
        price_minor=Money.of(row["price_eur"], "EUR").minor,
        net_grams=int(row["weight_g"]),
        packed_grams=parcel.grams,
        packed_length_mm=parcel.length,
        packed_width_mm=parcel.width,
        packed_height_mm=parcel.height,
        ready=int(row["stock"]),
    )


def _materials(cell: str, known: dict[str, str]) -> Iterable[MaterialEntry]:
    """From words such as `85% silk, 15% cotton`; where no shares are given, the first is the most."""
    named = [re.fullmatch(r"(?:(\d+)% )?(.+)", part.strip()) for part in cell.split(",")]
    given = any(found and found[1] for found in named)
    for found, share in zip(named, SHARES[len(named)], strict=True):
        if found:
            name, percent = found[2], found[1] if given else share
            names = {"en": name[:1].upper() + name[1:], "fa": known[name]}
            yield MaterialEntry(names, int(percent) if percent else None)


def _piece(world: World, row: Row, content: Content) -> Product:
    artisan = world.artisans[row["artisan_name_en"]]
    cooperative = world.cooperative_of(artisan)
    writer = world.writer(artisan, cooperative)
    revision = services.start_product(artisan, cooperative, by=writer)
    revision.product.is_demo = True
    services.save_step(revision, content, by=writer, seen=revision.version)
    if row["sku"] != DRAFT:
        services.submit(revision, by=writer)
        _decide(world, revision, row)
    return revision.product


def _decide(world: World, revision: Revision, row: Row) -> None:
    cooperative = revision.product.cooperative
    reviewer = world.staff(Role.REVIEWER, cooperative)
    if row["sku"] == CHANGES_WANTED:
        note = "عکس دوم تار است. لطفاً در نور روز دوباره بگیرید."
        services.request_changes(
            revision, ["photos_unclear"], note, by=reviewer, seen=revision.version
        )
        return
    services.propose_hs(revision, row["hs6"], by=reviewer, seen=_seen(revision))
    if row["sku"] in UNDER_REVIEW:
        return
    manager = world.staff(Role.MANAGER, cooperative)
    services.confirm_hs(revision, by=manager, seen=_seen(revision))
    services.approve(revision, by=reviewer, seen=_seen(revision))


def _seen(revision: Revision) -> int:
    db.session.flush()
    return revision.version


def _revise(world: World, product: Product) -> None:
    """The maker wants to tell more of a piece that is in the shop; the change waits for review."""
    maker: User = world.writer(product.artisan, product.cooperative)
    revision = services.start_revision(product, by=maker)
    content = Content.from_json(revision.content)
    stories = {
        "en": f"{content.stories['en']} The thread is dyed with madder from Qasemabad.",
        "fa": f"{content.stories['fa']} نخ با روناس قاسم‌آباد رنگ شده است.",
    }
    price = replace(content.first, price_minor=(content.first.price_minor or 0) + 600)
    changed = replace(content, stories=stories, variants=(price,))
    services.save_step(revision, changed, by=maker, seen=revision.version)
    services.submit(revision, by=maker)
