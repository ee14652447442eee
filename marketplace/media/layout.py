"""How a browser is told in which sizes and formats there is a picture."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flask import url_for

BETTER = (("avif", "image/avif"), ("webp", "image/webp"))
"""Formats that smaller files come in, the smallest first; the rest is for everyone."""

MIDDLING = 640


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


def laid_out(derivatives: Iterable[Any], small: bool = False) -> Layout:
    """The filter `laid_out`: addresses of all derivatives of one picture, as an element names them.

    A list shows dozens of pictures of twelve files each: what was laid out once is remembered, and
    for a `small` picture only the smallest format and the one for everyone are named, to 640 px.
    """
    made = tuple(Made(one["format"], one["width"], one["name"]) for one in derivatives)
    folder = url_for("media.public_file", name="-").removesuffix("-")
    return _small(made, folder) if small else _laid_out(made, folder)


@lru_cache(maxsize=20_000)
def _small(made: tuple[Made, ...], folder: str) -> Layout:
    fitting = tuple(one for one in made if one.width <= MIDDLING) or made
    whole = _laid_out(fitting, folder)
    return replace(whole, sources=whole.sources[:1], srcset="" if whole.sources else whole.srcset)


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
