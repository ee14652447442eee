"""Reading what people type into cells: any digits, either calendar, folded letters."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from flask_babel import gettext as _

from marketplace.core import checks
from marketplace.core.calendars import typed_day
from marketplace.core.digits import to_latin
from marketplace.localisation.formats import format_number
from marketplace.localisation.languages import language
from marketplace.localisation.letters import fold, is_latin
from marketplace.localisation.places import places

T = TypeVar("T")
BEFORE_JALALI = 621
JALALI_YEARS = range(1280, 1600)


def text(most: int) -> Callable[[str], str]:
    def read(typed: str) -> str:
        words = " ".join(typed.split())
        if len(words) > most:
            raise ValueError(_("This is longer than %(n)s letters.", n=most))
        return words

    return read


def code(most: int) -> Callable[[str], str]:
    """A code of ours: in Latin digits and capitals."""
    return lambda typed: text(most)(to_latin(typed).upper())


def whole(least: int, most: int) -> Callable[[str], int]:
    def read(typed: str) -> int:
        plain = to_latin(typed).replace(",", "").replace("٬", "").strip()
        if not plain.isascii() or not plain.isdigit() or not least <= int(plain[:12]) <= most:
            raise ValueError(
                _(
                    "Type a whole number from %(least)s to %(most)s.",
                    least=format_number(least),
                    most=format_number(most),
                )
            )
        return int(plain)

    return read


def one_of(words: Mapping[str, T]) -> Callable[[str], T]:
    """One of these words, in either language; `words` says what each means."""
    known = {fold(word): meaning for word, meaning in words.items()}

    def read(typed: str) -> T:
        if fold(typed) not in known:
            hers = [word for word in words if is_latin(word) is not (language() == "fa")]
            raise ValueError(_("Type one of these: %(words)s.", words=_(", ").join(hers)))
        return known[fold(typed)]

    return read


def phone(typed: str) -> str:
    return checks.phone(typed)


def day(typed: str) -> date:
    """Year first, in either calendar."""
    try:
        return typed_day(typed.split()[0])
    except (ValueError, IndexError):
        raise ValueError(_("Type a day, year first: 1405/09/04 or 2026-11-25.")) from None


def year(typed: str) -> int:
    """Of either calendar, kept as a Gregorian one."""
    found = whole(1280, 2100)(typed)
    return found + BEFORE_JALALI if found in JALALI_YEARS else found


def by_place_names() -> Callable[[str], str]:
    """Places by their names in either language or by their ids, looked up once for a whole file."""
    known: dict[str, set[str]] = {}
    for place in places():
        for name in {place.id, *place.names.values()}:
            known.setdefault(fold(name), set()).add(place.id)

    def read(typed: str) -> str:
        found = sorted(known.get(fold(typed), ()))
        if not found:
            raise ValueError(_("We know no place of this name."))
        if len(found) > 1:
            raise ValueError(
                _("Several places are called so. Type one of these: %(ids)s.", ids=", ".join(found))
            )
        return found[0]

    return read
