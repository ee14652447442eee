from datetime import date
from typing import Any

import pytest
from flask import Flask
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from marketplace.core.forms import (
    DayField,
    DecimalNumberField,
    Form,
    MoneyField,
    PhoneField,
    Required,
    ShebaField,
    WholeNumberField,
)
from marketplace.core.money import Money


class Sample(Form):
    title = StringField("Title", [Required()])
    secret = PasswordField("Secret")
    price = MoneyField("Price", [InputRequired()], least="1")
    pieces = WholeNumberField("Pieces", most=1000)
    share = DecimalNumberField("Share", most=100)
    day = DayField("Day")
    phone = PhoneField("Phone")
    sheba = ShebaField("Sheba")


def sent(app: Flask, **data: str) -> Any:
    with app.test_request_context(method="POST", data=data):
        form = Sample()
        form.validate()
        return form


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("148", 14800),
        ("1,482.50", 148250),
        ("1.482,50", 148250),
        ("1,482", 148200),
        ("148,5", 14850),
        ("۱٬۴۸۲٫۵۰", 148250),
        ("١٤٨", 14800),
        (" 1 482.5 ", 148250),
    ],
)
def test_money_is_read_in_any_digits(app: Flask, typed: str, minor: int) -> None:
    assert sent(app, price=typed).price.data == Money(minor, "EUR")


@pytest.mark.parametrize(
    "typed", ["", "abc", "-5", "0", "1.482", "1e5", "NaN", "9" * 40, "12..5", "€5", "1,2,3"]
)
def test_what_is_no_price_is_refused_and_kept(app: Flask, typed: str) -> None:
    field = sent(app, price=typed).price
    assert field.errors
    assert field.data is None
    assert field._value() == typed


def test_numbers_days_and_phones_are_read_in_any_digits(app: Flask) -> None:
    form = sent(app, pieces="۱۲", share="۱۲٫۵", day="۱۴۰۵/۰۹/۰۳", phone="۰۹۱۱۱۲۳۴۵۶۷")
    assert (form.pieces.data, str(form.share.data)) == (12, "12.5")
    assert form.day.data == date(2026, 11, 24)
    assert form.phone._value() == "+989111234567"


def test_out_of_range_and_nonsense_stand_at_the_field(app: Flask) -> None:
    form = sent(app, pieces="1001", share="12.55555", day="2026-02-30", sheba="IR12")
    for name in ("pieces", "share", "day", "sheba"):
        assert form[name].errors


def test_text_is_tidied_but_passwords_are_not(app: Flask) -> None:
    form = sent(app, title=" كيف\0\u202e ", secret=" s\0p ace ")
    assert form.title.data == "کیف"
    assert form.secret.data == " sp ace "


@pytest.mark.parametrize("typed", ["", "   ", "\0"])
def test_nothing_is_not_enough(app: Flask, typed: str) -> None:
    assert sent(app, title=typed).title.errors == ["This is still empty."]


def test_a_services_refusal_is_put_beside_its_field(app: Flask) -> None:
    form = sent(app, title="a", price="5")
    form.refuse("title", "taken")
    form.refuse(None, "closed")
    assert "taken" in form.title.errors
    assert form.form_errors == ["closed"]
