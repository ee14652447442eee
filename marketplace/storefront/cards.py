"""Pieces as cards show them, in the reader's language and currency: all words of a list at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from flask import url_for
from flask_babel import gettext as _

from marketplace.cooperatives.pricing import Division
from marketplace.localisation.languages import language, local_text
from marketplace.localisation.rates import display_currency, shown
from marketplace.media.layout import Small, public_url, small
from marketplace.search.queries import PieceRow

DYES = {"maker": "madder", "cooperative": "tea", "fees": "indigo", "training": "lotus"}
COMMAS = {"fa": "،"}


@dataclass(frozen=True)
class Stripe:
    """A share of the price in the thread under a picture, in hundredths of its length."""

    x: str
    width: str
    dye: str


@dataclass(frozen=True, eq=False)
class Card:
    id: int
    url: str
    title: str
    lang: str
    """The language of the title where it is not that of the page, else empty."""
    alt: str
    picture: Small | None
    flag: str
    sold: bool
    stripes: tuple[Stripe, ...]
    """What the thread is made of."""
    by: str
    price: str
    to_maker: str


@dataclass(frozen=True)
class Hung:
    """A card in its list. Cards whose prices are split alike share one thread: the first of them
    draws it under this name, and the others show it."""

    card: Card
    thread: str
    first: bool


@dataclass(frozen=True)
class Reader:
    """What all cards of a page share: language, currency, and where pieces and pictures lie."""

    lang: str
    currency: str
    pieces: str
    pictures: str


def cards(rows: Iterable[PieceRow]) -> tuple[Hung, ...]:
    """The filter `cards`."""
    address = url_for("storefront.product", slug="-").removesuffix("-")
    lang, currency = language(), display_currency()
    reader = Reader(lang, currency, address, public_url(""))
    spun: dict[tuple[Stripe, ...], str] = {}
    hung: list[Hung] = []
    for row in rows:
        share, price = row.maker_share, shown(row.price, currency, lang)
        card = _card(row, reader, price, shown(share, currency, lang) if share else "")
        first = card.stripes not in spun
        thread = spun.setdefault(card.stripes, f"thread{len(spun)}") if card.stripes else ""
        hung.append(Hung(card, thread, first))
    return tuple(hung)


@lru_cache(maxsize=500)
def _card(row: PieceRow, reader: Reader, price: str, to_maker: str) -> Card:
    """The prices come as they are shown, for they follow the rates of the day."""
    lang = reader.lang
    title = local_text(row.titles, lang)
    names = (row.maker_names, row.place_names)
    said = [text for names_of in names if (text := local_text(names_of, lang).text)]
    return Card(
        id=row.product_id,
        url=reader.pieces + row.slug,
        title=title.text,
        lang=title.lang if title.fallback else "",
        alt=local_text(row.alts, lang).text,
        picture=small(row.picture, reader.pictures),
        flag=_("Sold") if row.sold else row.flag,
        sold=row.sold,
        stripes=_stripes(tuple((share.kind, share.bp) for share in row.shares)),
        by=f"{COMMAS.get(lang, ',')} ".join(said),
        price=_("from %(low)s", low=price) if row.dearer_too else price,
        to_maker=_("%(sum)s to the maker", sum=to_maker) if to_maker else "",
    )


@lru_cache(maxsize=1000)
def _stripes(division: Division) -> tuple[Stripe, ...]:
    """From the beginning of the thread to its end, in the order of the shares."""
    found, at = [], 0
    for kind, basis_points in division:
        found.append(Stripe(f"{at / 100:g}", f"{basis_points / 100:g}", DYES[kind]))
        at += basis_points
    return tuple(found)
