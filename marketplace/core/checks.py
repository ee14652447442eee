"""Numbers with check digits: each function gives the normalised form, or a ValueError that says
in the reader's language what to type."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from marketplace.core.digits import to_latin
from marketplace.core.late import late

if TYPE_CHECKING:
    import phonenumbers
    import schwifty
else:
    phonenumbers = late("phonenumbers")
    schwifty = late("schwifty")

LEGAL_WEIGHTS = (29, 27, 23, 19, 17) * 2


def national_code(text: str) -> str:
    """A person's national code (kod-e melli): ten digits, the last of which checks the others."""
    code = _bare(text)
    if not re.fullmatch(r"\d{10}", code):
        raise ValueError(_("A national code has ten digits."))
    if len(set(code)) == 1 or not _national_code_holds(code):
        raise ValueError(_("One digit of this national code is wrong. Compare it with the card."))
    return code


def _national_code_holds(code: str) -> bool:
    rest = _weighed(code[:9], range(10, 1, -1)) % 11
    return int(code[9]) == (rest if rest < 2 else 11 - rest)


def national_id(text: str) -> str:
    """A legal person's national id (shenase-ye melli): eleven digits, the last a check digit."""
    code = _bare(text)
    if not re.fullmatch(r"\d{11}", code):
        raise ValueError(_("A national id of a company or cooperative has eleven digits."))
    shift = int(code[9]) + 2
    rest = sum((int(d) + shift) * w for d, w in zip(code, LEGAL_WEIGHTS, strict=False)) % 11
    if len(set(code)) == 1 or int(code[10]) != rest % 10:
        raise ValueError(_("One digit of this national id is wrong. Compare it with the papers."))
    return code


def iban(text: str) -> str:
    """An international bank account number, without spaces."""
    code = _bare(text).upper()
    try:
        return str(schwifty.IBAN(code))
    except schwifty.exceptions.SchwiftyException:
        raise ValueError(
            _(
                "This is not an IBAN: a digit may be wrong or missing. Example: DE89 3704 0044 0532 0130 00."
            )
        ) from None


def sheba(text: str) -> str:
    """An Iranian account number: `IR` and 24 digits; the letters may be left out."""
    code = _bare(text).upper()
    code = code if code.startswith("IR") else f"IR{code}"
    if not re.fullmatch(r"IR\d{24}", code):
        raise ValueError(_("A Sheba number is IR and 24 digits."))
    try:
        return str(schwifty.IBAN(code))
    except schwifty.exceptions.SchwiftyException:
        raise ValueError(
            _("One digit of this Sheba number is wrong. Compare it with the bank card.")
        ) from None


def bic(text: str) -> str:
    """A bank's identifier code, of 8 or 11 characters."""
    try:
        return str(schwifty.BIC(_bare(text).upper()))
    except schwifty.exceptions.SchwiftyException:
        raise ValueError(_("A BIC has 8 or 11 characters, like COBADEFF.")) from None


def postal_code(text: str) -> str:
    """An Iranian postal code. The last word on which heads exist is the post's, so only the
    number of digits is held."""
    code = _bare(text)
    if not re.fullmatch(r"\d{10}", code):
        raise ValueError(_("A postal code has ten digits."))
    return code


def phone(text: str, country: str = "IR") -> str:
    """A telephone number in the international form (E.164); without a country code it is taken
    to be of `country`."""
    try:
        number = phonenumbers.parse(to_latin(text), country)
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        pass
    if country == "IR":
        raise ValueError(_("A mobile number has eleven digits, like 0911 123 4567."))
    raise ValueError(_("Type the phone number with its country code, like +49 40 123456."))


def _bare(text: str) -> str:
    return re.sub(r"[\s\u200c\u200e\u200f\u2066-\u2069-]", "", to_latin(text))


def _weighed(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
