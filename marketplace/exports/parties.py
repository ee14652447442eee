"""Who sells and who receives, as papers write them. What is not known is left out, never invented."""

from typing import Any

from marketplace.core.db import Json
from marketplace.localisation import addresses, countries
from marketplace.localisation.addresses import Address
from marketplace.orders.models import Order

Written = dict[str, str]
"""A piece of text and its language."""


def en(text: object) -> Written:
    return {"text": str(text), "lang": "en"}


def fa(text: object) -> Written:
    return {"text": str(text), "lang": "fa"}


def either_way(text: str) -> Written:
    """What somebody has typed, in the direction of its letters."""
    arabic = any("\u0600" <= char <= "\u06ff" for char in text)
    return fa(text) if arabic else en(text)


def either(texts: dict[str, str] | None, lang: str) -> str:
    """The text in that language, or in any other where it is missing."""
    texts = texts or {}
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")


def seller_name(order: Order, lang: str = "en") -> str:
    return either(order.seller.get("names"), lang)


def seller_lines(order: Order) -> list[Written]:
    """The seller's address in Latin and Persian letters."""
    address = order.seller.get("address") or {}
    town = " ".join(part for part in (address.get("city"), address.get("postal_code")) if part)
    country = countries.name(address["country"], "en") if address.get("country") else ""
    latin = ", ".join(part for part in (address.get("street"), town, country) if part)
    lines = [en(latin)] if latin else []
    if address.get("street_fa"):
        lines.append(fa(address["street_fa"]))
    return lines


def seller_ids(order: Order) -> list[Written]:
    """The numbers by which authorities know the seller, and how to reach it."""
    seller = order.seller
    lines = []
    if seller.get("national_id"):
        lines.append(en(f"National ID {seller['national_id']}"))
    if seller.get("registration_number"):
        lines.append(en(f"Registration {seller['registration_number']}"))
    reach = ", ".join(part for part in (seller.get("email"), seller.get("phone")) if part)
    return lines + ([en(reach)] if reach else [])


def buyer_name(order: Order) -> str:
    address = order.group.address
    return str(address.get("name") or address.get("company_name") or order.group.email)


def buyer_lines(order: Order) -> list[Written]:
    """Company, street, town and country of who receives the goods, and the numbers customs ask for."""
    stored = order.group.address
    lines = [line for line in _post_lines(stored) if line != buyer_name(order)]
    lines += [str(stored[key]) for key in ("phone",) if stored.get(key)]
    if stored.get("tax_id"):
        lines.append(f"Tax number {stored['tax_id']}")
    return [en(line) for line in lines]


def _post_lines(stored: Json) -> list[str]:
    known = {key: str(value) for key, value in stored.items() if key in _FIELDS and value}
    if not known.get("country"):
        return [str(value) for value in known.values()]
    lines = addresses.lines_of(Address(**known), latin=True)
    return lines[:-1] + [countries.name(known["country"], "en")]


def destination(order: Order) -> str:
    """The country the goods go to."""
    code = order.group.address.get("country")
    return countries.name(str(code), "en") if code else "unknown"


def bank_lines(order: Order) -> list[Written]:
    """Where the buyer pays, with the reference that tells her payment apart."""
    account: dict[str, Any] = order.seller.get("bank_account") or {}
    labels = (("holder", "Account holder"), ("bank", "Bank"), ("iban", "IBAN"), ("bic", "BIC"))
    lines = [en(f"{label} {account[key]}") for key, label in labels if account.get(key)]
    if order.payment:
        lines.append(en(f"Reference {order.payment.reference}"))
    return lines


_FIELDS = frozenset(Address.__dataclass_fields__)
