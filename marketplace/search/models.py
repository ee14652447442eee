"""What can be found, folded and stemmed by us, indexed by PostgreSQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.catalogue.models import Product
from marketplace.core.db import Model

FACETS = ("craft_id", "family", "place_id", "county_id", "cooperative_id", "artisan_id")


class SearchDocument(Model):
    """A product that the shop shows: its words in all languages, weighted by where they stand, and
    a copy of all it can be filtered and sorted by, so that a list page reads one small table."""

    __tablename__ = "search_documents"
    __table_args__ = (
        Index("ix_search_documents_words", "words", postgresql_using="gin"),
        Index("ix_search_documents_shelf", text("published_at desc"), text("product_id desc")),
        Index("ix_search_documents_currency", "price_currency"),
        Index("ix_search_documents_price", "price_minor", "product_id"),
        *(
            Index(
                f"ix_search_documents_{facet}",
                facet,
                text("published_at desc"),
                text("product_id desc"),
            )
            for facet in FACETS
        ),
    )

    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id), primary_key=True)
    words: Mapped[Any] = mapped_column(TSVECTOR)
    published_at: Mapped[datetime]
    craft_id: Mapped[str] = mapped_column(String(40))
    family: Mapped[str] = mapped_column(String(20))
    place_id: Mapped[str] = mapped_column(String(40))
    county_id: Mapped[str] = mapped_column(String(40))
    cooperative_id: Mapped[int]
    artisan_id: Mapped[int]
    price_minor: Mapped[int] = mapped_column(BigInteger)
    price_currency: Mapped[str] = mapped_column(String(3))
    made_to_order: Mapped[bool]


class SearchTrigram(Model):
    """Three letters of a word that occurs somewhere, to find what was meant by a mistyped one.

    A word outlives its last product until `flask search rebuild`; it is only ever offered when
    something is found by it.
    """

    __tablename__ = "search_trigrams"

    trigram: Mapped[str] = mapped_column(String(3), primary_key=True)
    word: Mapped[str] = mapped_column(String(60), primary_key=True)
