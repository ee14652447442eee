"""References that a buyer writes on her transfer: ISO 11649, with check digits against typing errors."""

import re

from marketplace.core.digits import to_latin


def creditor_reference(text: str) -> str:
    """`RF` and two check digits before the letters and digits of `text`, for example an order's
    number: SFD-2026-00042 gives RF04SFD202600042."""
    body = re.sub(r"[^A-Z0-9]", "", text.upper())
    return f"RF{98 - _number(body + 'RF00') % 97:02}{body}"


def holds(reference: str) -> bool:
    """Whether the check digits of a reference agree with the rest of it."""
    code = normalised(reference)
    return code.startswith("RF") and len(code) > 4 and _number(code[4:] + code[:4]) % 97 == 1


def normalised(text: str) -> str:
    """What was typed without spaces and signs, in capitals and Latin digits."""
    return re.sub(r"[^A-Z0-9]", "", to_latin(text).upper())


def grouped(reference: str) -> str:
    """In groups of four, as banks print it."""
    return " ".join(reference[i : i + 4] for i in range(0, len(reference), 4))


def _number(text: str) -> int:
    return int("".join(str(int(sign, 36)) for sign in text))
