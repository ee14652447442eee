"""Keeping the index as the shop is."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, cast, delete, select, text
from sqlalchemy.dialects.postgresql import TSVECTOR, insert
from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue.models import Product, ProductState
from marketplace.core.db import Texts, db
from marketplace.search.models import SearchDocument, SearchTrigram
from marketplace.search.words import LONGEST, spoken, stems, trigrams

DEEPEST = 16_000
"""PostgreSQL counts positions in a text up to 16,383."""

LEARN = text(
    "insert into search_trigrams (trigram, word) "
    "select * from unnest(cast(:trigrams as text[]), cast(:words as text[])) on conflict do nothing"
)
WHOLE = (
    select(Product)
    .options(
        joinedload(Product.craft),
        joinedload(Product.place),
        joinedload(Product.artisan),
        joinedload(Product.cooperative),
        selectinload(Product.variants),
    )
    .execution_options(populate_existing=True)
)
"""A product with all it is found by, as the database has it now."""


def index(product_id: int) -> None:
    """Bring one product's place in the index to what the shop shows of it: all, or nothing."""
    learn(_index(product_id))


def rebuild() -> int:
    """Make the whole index anew. How many products the shop shows."""
    db.session.execute(delete(SearchDocument))
    db.session.execute(delete(SearchTrigram))
    shown = db.session.scalars(
        select(Product.id)
        .where(Product.state == ProductState.PUBLISHED, Product.listed)
        .order_by(Product.id)
    ).all()
    words: set[str] = set()
    for product_id in shown:
        words |= _index(product_id)
        db.session.expunge_all()
    learn(words)
    return len(shown)


def is_empty() -> bool:
    return not db.session.scalar(select(select(SearchDocument.product_id).exists()))


def learn(words: Iterable[str]) -> None:
    """Add words to the vocabulary that mistyped ones are held against, always in the same order,
    so that two who add at once wait for each other but never in a circle."""
    pairs = [
        (trigram, word)
        for word in sorted({w for w in words if 2 < len(w) < LONGEST and not w.isdigit()})
        for trigram in sorted(trigrams(word))
    ]
    if pairs:
        db.session.execute(
            LEARN, {"trigrams": [p[0] for p in pairs], "words": [p[1] for p in pairs]}
        )


def _index(product_id: int) -> set[str]:
    """Keep or drop the product's document; the words it may be found by."""
    db.session.flush()
    product = db.session.scalar(WHOLE.where(Product.id == product_id))
    if product is None or not _is_shown(product):
        db.session.execute(delete(SearchDocument).where(SearchDocument.product_id == product_id))
        return set()
    texts = _texts(product)
    _keep(product, vector(texts))
    return {word for _, words in texts for word in spoken(words)}


def vector(texts: Iterable[tuple[str, str]]) -> str:
    """Weighted texts as PostgreSQL reads a tsvector: every stem with its place and weight."""
    places: dict[str, list[str]] = {}
    at = 0
    for weight, words in texts:
        for word in stems(words):
            at = min(at + 1, DEEPEST)
            places.setdefault(word, []).append(f"{at}{weight}")
        at = min(at + 10, DEEPEST)
    return " ".join(f"'{word}':{','.join(found[:200])}" for word, found in places.items())


def _is_shown(product: Product) -> bool:
    return (
        product.state == ProductState.PUBLISHED
        and product.listed
        and product.published_at is not None
        and product.craft is not None
        and product.place is not None
        and bool(product.price_from_minor and product.price_currency)
    )


def _keep(product: Product, words: str) -> None:
    craft, place = product.craft, product.place
    values = {
        "published_at": product.published_at,
        "craft_id": product.craft_id,
        "family": craft.family if craft else "",
        "place_id": product.place_id,
        "county_id": (place.county_id or place.id) if place else "",
        "cooperative_id": product.cooperative_id,
        "artisan_id": product.artisan_id,
        "price_minor": product.price_from_minor,
        "price_currency": product.price_currency,
        "made_to_order": product.made_to_order,
        "words": cast(bindparam("words_text"), TSVECTOR),
    }
    row = insert(SearchDocument).values(product_id=product.id, **values)
    row = row.on_conflict_do_update(
        index_elements=[SearchDocument.product_id],
        set_={name: row.excluded[name] for name in values},
    )
    db.session.execute(row, {"words_text": words})


def _texts(product: Product) -> list[tuple[str, str]]:
    """What it is found by, heaviest first: title; craft, maker, place, codes; how; its story."""
    craft, place = product.craft, product.place
    by_weight: list[tuple[str, list[Texts]]] = [
        ("A", [product.titles]),
        (
            "B",
            [
                craft.names if craft else {},
                product.artisan.names,
                place.names if place else {},
                product.cooperative.names,
                {
                    variant.key: f"{variant.sku} {_all(variant.names)}"
                    for variant in product.variants
                },
            ],
        ),
        ("C", [*_materials(product), product.techniques]),
        ("D", [product.stories]),
    ]
    return [(weight, _all(texts)) for weight, group in by_weight for texts in group]


def _materials(product: Product) -> list[Texts]:
    listed: list[Any] = list(product.materials or [])
    return [material.get("names", {}) for material in listed]


def _all(texts: Texts) -> str:
    return " ".join(words for words in texts.values() if words)
