"""Pieces as cards show them, in the reader's language and currency: all words of a list at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask import url_for
from flask_babel import gettext as _

from marketplace.localisation.languages import language, local_text
from marketplace.localisation.rates import display_currency, shown
from marketplace.media.layout import Small, public_url, small
from marketplace.search.queries import PieceRow

DYES = {"maker": "madder", "cooperative": "tea", "fees": "indigo", "training": "lotus"}
Shares = tuple[tuple[str, int], ...]
COMMAS = {"fa": "،"}


@dataclass(frozen=True)
class Stripe:
    """A share of the price in the thread under a picture, in hundredths of its length."""

    x: str
    width: str
    dye: str


@dataclass(frozen=True)
class Card:
    url: str
    title: str
    lang: str
    """The language of the title where it is not that of the page, else empty."""
    alt: str
    picture: Small | None
    flag: str
    sold: bool
    thread: str
    """The name of its thread, shared by all cards of a list whose prices are split alike."""
    stripes: Sequence[Stripe]
    """What the thread is made of, with the first card of the list that has it."""
    by: str
    price: str
    to_maker: str


@dataclass(frozen=True)
class Reader:
    """What all cards of a page share: language, currency, and where pieces and pictures lie."""

    lang: str
    currency: str
    pieces: str
    pictures: str


def cards(rows: Iterable[PieceRow]) -> list[Card]:
    """The filter `cards`."""
    address = url_for("storefront.product", slug="-").removesuffix("-")
    reader = Reader(language(), display_currency(), address, public_url(""))
    spun: dict[Shares, str] = {}
    return [_card(row, reader, spun) for row in rows]


def _card(row: PieceRow, reader: Reader, spun: dict[Shares, str]) -> Card:
    lang, currency = reader.lang, reader.currency
    shares = tuple((share.kind, share.bp) for share in row.shares)
    stripes = () if shares in spun else _stripes(shares)
    thread = spun.setdefault(shares, f"thread{len(spun)}") if shares else ""
    title = local_text(row.titles, lang)
    names = (row.maker_names, row.place_names)
    said = [text for names_of in names if (text := local_text(names_of, lang).text)]
    price, share = shown(row.price, currency), row.maker_share
    return Card(
        url=reader.pieces + row.slug,
        title=title.text,
        lang=title.lang if title.fallback else "",
        alt=local_text(row.alts, lang).text,
        picture=small(row.picture, reader.pictures),
        flag=_("Sold") if row.sold else row.flag,
        sold=row.sold,
        thread=thread,
        stripes=stripes,
        by=f"{COMMAS.get(lang, ',')} ".join(said),
        price=_("from %(low)s", low=price) if row.dearer_too else price,
        to_maker=_("%(sum)s to the maker", sum=shown(share, currency)) if share else "",
    )


@lru_cache(maxsize=1000)
def _stripes(shares: Shares) -> Sequence[Stripe]:
    """From the beginning of the thread to its end, in the order of the shares."""
    found, at = [], 0
    for kind, basis_points in shares:
        found.append(Stripe(f"{at / 100:g}", f"{basis_points / 100:g}", DYES[kind]))
        at += basis_points
    return found
