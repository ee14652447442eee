"""How a browser is told in which sizes and formats there is a picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import url_for

from marketplace.config import settings

BETTER = (("avif", "image/avif"), ("webp", "image/webp"))
"""Formats that smaller files come in, the smallest first; the rest is for everyone."""

MIDDLING = 640


def public_url(name: str) -> str:
    """The address of one public file: at the shop, or where MEDIA_URL says that they are served."""
    if base := settings().media_url:
        return f"{base.rstrip('/')}/{name}"
    return url_for("media.public_file", name=name or "-").removesuffix("-")


@dataclass(frozen=True)
class Made:
    format: str
    width: int
    name: str


@dataclass(frozen=True)
class Layout:
    """`sources` are pairs of a media type and its srcset; `src` and `srcset` are for everyone."""

    sources: tuple[tuple[str, str], ...]
    src: str
    srcset: str


@dataclass(frozen=True)
class Small:
    """A picture on a card: one file, for the addresses of more would outweigh the rest of a long
    list. A card is 300 to 330 points wide on a desktop and 180 on a phone, whose screens have two
    or three dots a point, so 640 serves both; WebP is shown by every browser of the last years."""

    src: str
    width: int
    height: int


def small(picture: Any, folder: str = "") -> Small | None:
    """The filter `small`: how a card shows a picture (or a row like one); None while it cannot.
    Whoever shows many works out the `folder` of their addresses, `public_url("")`, once."""
    if not (picture and picture.width and picture.height):
        return None
    made = tuple(Made(one["format"], one["width"], one["name"]) for one in picture.derivatives)
    return _small(made, folder or _folder(), picture.width, picture.height) if made else None


def laid_out(derivatives: Iterable[Any]) -> Layout:
    """The filter `laid_out`: addresses of all derivatives of one picture, as an element names them.

    A list shows dozens of pictures of twelve files each: what was laid out once is remembered, and
    for a `small` picture only the smallest format and the one for everyone are named, to 640 px.
    """
    made = tuple(Made(one["format"], one["width"], one["name"]) for one in derivatives)
    return _laid_out(made, _folder())


def _folder() -> str:
    return public_url("")


@lru_cache(maxsize=20_000)
def _small(made: tuple[Made, ...], folder: str, width: int, height: int) -> Small:
    fit = sorted((one for one in made if one.format == "webp"), key=lambda one: one.width) or made
    best = next((one for one in reversed(fit) if one.width <= MIDDLING), fit[0])
    return Small(folder + best.name, width, height)


@lru_cache(maxsize=20_000)
def _laid_out(made: tuple[Made, ...], folder: str) -> Layout:
    ordered = sorted(made, key=lambda one: one.width)
    plain = [one for one in ordered if one.format == "jpg"] or ordered
    middling = next((one for one in plain if one.width >= MIDDLING), plain[-1])
    sources = ((kind, _srcset(ordered, form, folder)) for form, kind in BETTER)
    return Layout(
        sources=tuple(source for source in sources if source[1]),
        src=folder + middling.name,
        srcset=_srcset(plain, plain[0].format, folder),
    )


def _srcset(made: Iterable[Made], form: str, folder: str) -> str:
    return ", ".join(f"{folder}{one.name} {one.width}w" for one in made if one.format == form)
