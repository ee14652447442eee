"""What can be found, folded and stemmed by us, indexed by PostgreSQL."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.catalogue.models import Product
from marketplace.core.db import Model


class SearchDocument(Model):
    """The words of one product in all its languages, weighted by where they stand."""

    __tablename__ = "search_documents"
    __table_args__ = (Index("ix_search_documents_words", "words", postgresql_using="gin"),)

    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id), primary_key=True)
    words: Mapped[Any] = mapped_column(TSVECTOR)


class SearchTrigram(Model):
    """Three letters of a word that occurs somewhere, to find what was meant by a mistyped one."""

    __tablename__ = "search_trigrams"

    trigram: Mapped[str] = mapped_column(String(3), primary_key=True)
    word: Mapped[str] = mapped_column(String(60), primary_key=True)
