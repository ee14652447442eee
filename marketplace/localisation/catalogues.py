"""Translations, read from the .po files themselves: one file a package, no build step."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, get_locale

FOLDER = Path(__file__).parents[2] / "translations"


class Catalogues(Domain):  # type: ignore[misc]
    """All catalogues of the request's language as one."""

    def get_translations(self) -> NullTranslations:
        return translations_of(str(get_locale() or "en"))


@cache
def translations_of(locale: str) -> NullTranslations:
    """What is known in a language; nothing for English, which the messages are written in."""
    merged: NullTranslations = NullTranslations()
    for path in sorted((FOLDER / locale).glob("*.po")):
        compiled = BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=locale))
        compiled.seek(0)
        catalogue = Translations(compiled)
        if isinstance(merged, Translations):
            merged.merge(catalogue)
        else:
            merged = catalogue
    return merged
