"""Form fields the whole site shares. Every one reads Persian, Arabic and Latin digits."""

import re
from collections.abc import Callable, Iterable
from datetime import time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.i18n import get_translations
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from marketplace.core import checks
from marketplace.core.addresses import LARGEST_ID
from marketplace.core.calendars import numeric_day, typed_day
from marketplace.core.digits import to_latin
from marketplace.core.money import Money, exponent

LARGEST_AMOUNT = 10**12
_LETTERS = str.maketrans("يىك", "ییک")
_UNWRITABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]")


def tidy(text: Any) -> Any:
    """What was typed, without control characters and outer space; Persian yeh and kaf."""
    if not isinstance(text, str):
        return text
    return _UNWRITABLE.sub("", text).replace("\r\n", "\n").translate(_LETTERS).strip()


def without_nul(text: Any) -> Any:
    return text.replace("\0", "") if isinstance(text, str) else text


def row_id(text: Any) -> int:
    """For fields that choose rows by their ids; ValueError for what no row can have."""
    number = int(text)
    if not 0 < number <= LARGEST_ID:
        raise ValueError(text)
    return number


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Values and their words, as a select takes them."""
    return [SelectChoice(value, words) for value, words in pairs]


@cache
def _words_of_fields(language: str) -> Any:
    """What the library itself says of fields; read once, not for every form."""
    return get_translations([language])


class Form(FlaskForm):
    """The base of every form: what people type is tidied before it is checked."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: Any) -> Any:
            return _words_of_fields(str(get_locale() or ""))

        def bind_field(self, form: Any, unbound_field: UnboundField, options: Any) -> Field:
            clean = without_nul if issubclass(unbound_field.field_class, PasswordField) else tidy
            filters = [clean, *unbound_field.kwargs.get("filters", ())]
            if issubclass(unbound_field.field_class, StringField):
                options = {**options, "filters": filters}
                unbound_field = _without_filters(unbound_field)
            return unbound_field.bind(form=form, **options)

    def refuse(self, field: str | None, message: object) -> None:
        """Put a service's refusal beside the field it belongs to, or at the head of the form."""
        if field and field in self._fields:
            self._fields[field].errors = [*self._fields[field].errors, message]
        else:
            self.form_errors.append(message)


def _without_filters(unbound: UnboundField) -> UnboundField:
    kwargs = {k: v for k, v in unbound.kwargs.items() if k != "filters"}
    return UnboundField(unbound.field_class, *unbound.args, **kwargs)


class Required:
    """What may not be left out. It goes first and spares the other validators."""

    def __init__(self, message: object = None) -> None:
        self.message = message
        self.field_flags = {"required": True}

    def __call__(self, _form: Any, field: Field) -> None:
        typed = field.raw_data[0] if field.raw_data else field.data
        if typed is None or typed == [] or (isinstance(typed, str) and not tidy(typed)):
            field.errors = []
            raise StopValidation(str(self.message or _("This is still empty.")))


class ParsedField(Field):
    """A line of text that stands for something else. Empty is None; what cannot be read is kept
    as it was typed, with the reason."""

    widget = TextInput()
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        text = tidy(valuelist[0]) if valuelist else ""
        self.data = None
        if text:
            self.data = self.parse(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(tidy(str(self.raw_data[0]))) if self.data is None else self.show(self.data)
        return "" if self.data is None else self.show(self.data)

    def parse(self, text: str) -> Any:
        """What the text stands for; ValueError with what to type instead."""
        raise ValueError(text)

    def show(self, data: Any) -> str:
        return str(data)


class DecimalNumberField(ParsedField):
    """A number with decimals, as a Decimal between `least` and `most`."""

    def __init__(
        self,
        *args: Any,
        least: int | Decimal = 0,
        most: int = 10**9,
        places: int = 4,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most, self.places = least, most, places

    def parse(self, text: str) -> Decimal:
        number = _decimal(text)
        if number is None or -int(number.as_tuple().exponent) > self.places:
            raise ValueError(_("Type a number, like 12.5."))
        if not self.least <= number <= self.most:
            raise ValueError(
                _("Type a number from %(least)s to %(most)s.", least=self.least, most=self.most)
            )
        return number


class WholeNumberField(DecimalNumberField):
    """A whole number between `least` and `most`, as an int."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, places=0, **kwargs)

    def parse(self, text: str) -> Any:
        if re.fullmatch(r"[-+]?\d{1,15}", _plain(text)) is None:
            raise ValueError(_("Type a whole number, like 12."))
        return int(super().parse(text))


class MoneyField(ParsedField):
    """An amount in one currency, as a Money. Nothing negative, nothing under `least`."""

    def __init__(
        self, *args: Any, currency: str = "EUR", least: int | str = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currency, self.least = currency, Money.of(least, currency)

    def keep_in(self, currency: str, least: int | str = 0) -> None:
        """In another currency than it was made for. What was sent is read anew."""
        self.currency, self.least = currency, Money.of(least, currency)
        if self.raw_data:
            self.process_errors = []
            try:
                self.process_formdata(self.raw_data)
            except ValueError as error:
                self.process_errors.append(error.args[0])

    def parse(self, text: str) -> Money:
        number, decimals = _decimal(text), exponent(self.currency)
        if number is None or -int(number.as_tuple().exponent) > decimals:
            raise ValueError(_("Type an amount, like %(example)s.", example=self._example))
        amount = Money.of(number, self.currency)
        if amount < self.least:
            raise ValueError(
                _("Type an amount of at least %(least)s.", least=self.show(self.least))
            )
        if amount.minor > LARGEST_AMOUNT:
            raise ValueError(_("This amount is too large."))
        return amount

    def show(self, data: Money) -> str:
        return f"{data.decimal:f}"

    @property
    def _example(self) -> str:
        return "148.50" if exponent(self.currency) else "148"


class DayField(ParsedField):
    """A day, typed year first in the Gregorian or the Jalali calendar."""

    def parse(self, text: str) -> Any:
        try:
            return typed_day(text)
        except ValueError:
            raise ValueError(
                _("Type the day as year, month, day: 2026-11-24 or 1405/09/03.")
            ) from None

    def show(self, data: Any) -> str:
        return numeric_day(data)


class TimeOfDayField(ParsedField):
    """A time of day on the clock of 24 hours, like 15:30 or just 15."""

    def parse(self, text: str) -> time:
        found = re.fullmatch(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?", _plain(text))
        if found is None:
            raise ValueError(_("Type the hour and minutes, like 15:30."))
        hours, minutes = found.groups("0")
        return time(int(hours), int(minutes))

    def show(self, data: time) -> str:
        return f"{data:%H:%M}"


class CheckedField(ParsedField):
    """A number that `check` normalises, or refuses with a ValueError that says why."""

    check: Callable[[str], str]

    def parse(self, text: str) -> str:
        return type(self).check(text)


class PhoneField(CheckedField):
    """A telephone number, kept as E.164; without a country code it is one of `country`."""

    def __init__(self, *args: Any, country: str = "IR", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country

    def parse(self, text: str) -> str:
        return checks.phone(text, self.country)


class ShebaField(CheckedField):
    check = staticmethod(checks.sheba)


class IbanField(CheckedField):
    check = staticmethod(checks.iban)


class BicField(CheckedField):
    check = staticmethod(checks.bic)


class NationalCodeField(CheckedField):
    check = staticmethod(checks.national_code)


class NationalIdField(CheckedField):
    check = staticmethod(checks.national_id)


class PostalCodeField(CheckedField):
    check = staticmethod(checks.postal_code)


def _plain(text: str) -> str:
    """Without spaces and grouping signs, with a point before the decimals."""
    text = re.sub(r"[\s\u00a0\u200c\u200e\u200f'’٬]", "", to_latin(text))
    text = text.replace("٫", ".").replace("\u2212", "-")
    if "," in text and "." in text:
        grouping = "," if text.rindex(".") > text.rindex(",") else "."
        text = text.replace(grouping, "")
    elif re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+", text):
        text = text.replace(",", "")
    return text.replace(",", ".")


def _decimal(text: str) -> Decimal | None:
    plain = _plain(text)
    if not re.fullmatch(r"[-+]?\d{1,15}(\.\d{0,8})?", plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
