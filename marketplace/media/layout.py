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


def laid_out(derivatives: Iterable[Any]) -> Layout:
    """The filter `laid_out`: addresses of all derivatives of one picture, as an element names them.

    A list shows dozens of pictures of nine files each, so what was laid out once is remembered.
    """
    made = tuple(Made(one["format"], one["width"], one["name"]) for one in derivatives)
    return _laid_out(made, public_url(""))


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
