"""The picture of a badge; one that belongs to somebody carries her credential in it, as Open Badges
3.0 bakes it, so that the file alone is enough to check it."""

from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup

from marketplace.core.db import Texts
from marketplace.pardis.training.models import Level
from marketplace.pardis.training.words import LEVELS

ROOM = 272
"""How long a line of letters may be."""
WIDTH = 0.62
"""Of a letter, as a part of its height, at most."""


def draw(names: Texts, level: Level, credential: str = "") -> str:
    """An SVG. `credential` is JSON with its proof: no byte of it that counts is changed."""
    baked = Markup(credential.replace("]]>", "]]\\u003e"))  # noqa: S704 # nosec B704 - in a CDATA
    with force_locale("fa"):
        words = str(LEVELS[level])
    both = {"fa": names.get("fa") or names.get("en", ""), "en": names.get("en", "")}
    return render_template("badges/badge.svg", names=both, level=words, credential=baked, fit=_fit)


def _fit(text: str, size: int) -> Markup:
    """Letters of this size, or smaller ones where the line would be too long."""
    fitting = min(float(size), ROOM / (max(len(text), 1) * WIDTH))
    return Markup('font-size="{:.1f}"').format(fitting)  # nosec B704 - a number
