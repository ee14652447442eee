"""Letters that mean the same although they are written differently."""

import re
import unicodedata

from marketplace.core.digits import to_latin

_ARABIC_TO_PERSIAN = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ە": "ه", "ة": "ه", "ـ": None})
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_PERSIAN_ORDER = {
    letter: chr(0xE000 + place) for place, letter in enumerate("آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی")
}


def fold(text: str) -> str:
    """The text as search compares it: no case, no accents and vowel signs, one kind of yeh, kaf
    and heh, Latin digits, nothing invisible, single spaces."""
    plain = unicodedata.normalize("NFKD", text).translate(_ARABIC_TO_PERSIAN)
    letters = "".join(c for c in plain if unicodedata.category(c) != "Mn")
    return " ".join(_INVISIBLE.sub("", to_latin(letters).casefold()).split())


def alphabetical(text: str) -> str:
    """A key that sorts Persian in the order of its own alphabet, and Latin without accents."""
    composed = unicodedata.normalize("NFC", text).translate(_ARABIC_TO_PERSIAN)
    if any(letter in _PERSIAN_ORDER for letter in composed):
        return "".join(_PERSIAN_ORDER.get(letter, letter) for letter in composed)
    return fold(text)


def is_latin(text: str) -> bool:
    """Whether every letter is a Latin one, with or without marks; digits and signs are free."""
    return all(unicodedata.name(char, "").startswith("LATIN") for char in text if char.isalpha())
