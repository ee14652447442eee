import pytest
from flask import Flask

from marketplace.localisation import addresses, countries
from marketplace.localisation.addresses import Address, BadAddress

CLARA = {
    "name": "Clara Weiss",
    "street_address": "Marktstraße 18",
    "postal_code": "۲۰۳۵۷",
    "city": "Hamburg",
}


def test_the_form_follows_the_country(app: Flask) -> None:
    german = {f.name: f for f in addresses.fields_for("DE")}
    american = {f.name: f for f in addresses.fields_for("US")}
    assert "country_area" not in german
    assert german["postal_code"].required
    assert ("CA", "California") in american["country_area"].choices
    assert american["postal_code"].label == "ZIP code"
    assert not {f.name: f for f in addresses.fields_for("AE")}.get("postal_code")


def test_a_good_address_is_tidied(app: Flask) -> None:
    address = addresses.validated("DE", CLARA)
    assert address.postal_code == "20357"
    assert addresses.lines_of(address) == [
        "Clara Weiss",
        "Marktstraße 18",
        "20357 HAMBURG",
        "Germany",
    ]
    assert Address.from_json(address.as_json()) == address


def test_each_fault_stands_at_its_field(app: Flask) -> None:
    with pytest.raises(BadAddress) as refused:
        addresses.validated("US", {"name": "", "city": "X" * 200, "postal_code": "1234"})
    assert set(refused.value.errors) == {
        *("name", "city", "postal_code", "street_address", "country_area"),
    }


@pytest.mark.parametrize("country", ["", "XX", "usa", "DE/BY", "\0"])
def test_an_unknown_country_is_no_address(app: Flask, country: str) -> None:
    with pytest.raises(BadAddress) as refused:
        addresses.validated(country, CLARA)
    assert set(refused.value.errors) == {"country"}


def test_every_country_has_a_form(app: Flask) -> None:
    for code, _name in countries.choices("fa"):
        assert "street_address" in {f.name for f in addresses.fields_for(code)}


def test_countries_are_named_and_ordered_by_language() -> None:
    assert countries.name("DE", "fa") == "آلمان"
    persian = [name for _code, name in countries.choices("fa")]
    assert persian.index("پاکستان") < persian.index("چین") < persian.index("گرجستان")


@pytest.mark.parametrize(
    "name", ["山田 花子", "გიორგი", "Անի", "ยุกิ", "दीपा", "דוד", "Иван", "کلارا"]
)
def test_letters_that_customs_cannot_read_are_told_beside_the_field(name: str) -> None:
    with pytest.raises(addresses.BadAddress) as refusal:
        addresses.validated("DE", CLARA | {"name": name})
    assert "Latin letters" in refusal.value.errors["name"]


def test_latin_letters_with_marks_are_latin() -> None:
    address = addresses.validated("DE", CLARA | {"name": "Žofie Đặng-Ångström, 3. ۱۸"})
    assert address.name == "Žofie Đặng-Ångström, 3. 18"


def test_a_chosen_area_is_kept_by_its_latin_name() -> None:
    given = {"name": "Hanako Yamada", "street_address": "2-11-3 Meguro", "postal_code": "153-0063"}
    address = addresses.validated("JP", given | {"country_area": "Tokyo"})
    assert "TOKYO" in " ".join(addresses.lines_of(address, latin=True)).upper()
    choices = {f.name: f for f in addresses.fields_for("JP")}["country_area"].choices
    assert ("Tokyo", "Tokyo") in choices
