"""Which language a request speaks, and how a text in several languages is read in it."""

from dataclasses import dataclass
from typing import Any

from babel import Locale
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale

from marketplace.core.db import Texts
from marketplace.localisation.catalogues import Catalogues

LANGUAGES = ("en", "fa")
"""The languages pages exist in; texts of products may have more."""

LANGUAGE_PREFIX = "/<any(en, fa):lang>"
"""Begins the address of every page that people read."""


@dataclass(frozen=True)
class LocalText:
    """Words and the language they are in, which may not be the one asked for."""

    text: str
    lang: str
    asked: str

    @property
    def fallback(self) -> bool:
        return self.lang != self.asked

    @property
    def dir(self) -> str:
        return str(Locale.parse(self.lang).text_direction)

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def language() -> str:
    """The language of this request's pages, or of the mail being written."""
    locale = get_locale()
    return str(locale.language) if locale else LANGUAGES[0]


def local_text(texts: Texts | None, asked: str | None = None) -> LocalText:
    """The text in the language asked for (this request's), else in the first that has any."""
    asked = asked or language()
    for lang in (asked, *LANGUAGES, *(texts or {})):
        if texts and texts.get(lang):
            return LocalText(texts[lang], lang, asked)
    return LocalText("", asked, asked)


def preferred_language() -> str:
    """What the browser prefers of what we have; for addresses that name no language."""
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def init_app(app: Flask) -> None:
    """Take the language out of every address and put it into every link."""
    babel = Babel(app, locale_selector=_select)
    babel.domain_instance = Catalogues()

    @app.url_value_preprocessor
    def take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "lang" in values:
            g.lang = values.pop("lang")

    @app.url_defaults
    def give_language(endpoint: str, values: dict[str, Any]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = language()


def _select() -> str | None:
    if "lang" in g:
        return str(g.lang)
    if not has_request_context():
        return None
    first = request.path.split("/", 2)[1]  # where nothing answers, the address still says it
    return first if first in LANGUAGES else preferred_language()
