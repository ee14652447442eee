"""Persian, Arabic and Latin digits: all are read, one kind is kept, each language shows its own."""

LATIN = "0123456789"
PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ARABIC = "٠١٢٣٤٥٦٧٨٩"
_TO_LATIN = str.maketrans(PERSIAN + ARABIC, LATIN * 2)
_TO_PERSIAN = str.maketrans(LATIN, PERSIAN)
_OWN_DIGITS = {"fa": _TO_PERSIAN}


def to_latin(text: str) -> str:
    """The same text with every digit as 0–9."""
    return text.translate(_TO_LATIN)


def to_language(text: str, lang: str) -> str:
    """The same text with the digits that readers of the language expect."""
    return to_latin(text).translate(_OWN_DIGITS.get(lang, {}))


def ending(number: str | None, shown: bool = False) -> str:
    """Enough of somebody's number to know it by: its last four signs; all of it if `shown`."""
    if not number or shown:
        return number or ""
    return f"…{number[-4:]}" if len(number) > 6 else "…"
