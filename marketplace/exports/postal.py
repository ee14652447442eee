"""What the customs declaration of a posted parcel says: CN22 or CN23, in English and French as the
Universal Postal Union has them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from marketplace.compliance.postal import postal_form
from marketplace.core.db import Json
from marketplace.core.money import Money
from marketplace.exports import parties, tables
from marketplace.exports.figures import Figures, Line
from marketplace.exports.parties import either
from marketplace.localisation import countries
from marketplace.localisation.rates import NoRate, rate_between
from marketplace.orders.fulfilment import papers as fulfilment
from marketplace.orders.models import Order, Parcel

CATEGORIES = (
    ("gift", "Gift", "Cadeau"),
    ("documents", "Documents", "Documents"),
    ("sale", "Sale of goods", "Vente de marchandises"),
    ("sample", "Commercial sample", "Échantillon commercial"),
    ("returned", "Returned goods", "Retour de marchandise"),
    ("other", "Other", "Autre"),
)
OURS = "sale"
"""What the shop sends was sold. That its buyer makes a present of it does not make it a gift for
customs, which is what one person sends to another without payment; it is said in the explanation."""

PRESENT = "Bought for somebody else as a present / Acheté pour être offert"
PHYTO = "Plaited plant material, may be inspected / Matière végétale tressée, contrôle possible"
VET = "Raw animal fibre, may be inspected / Fibre animale brute, contrôle possible"
CERTIFICATES = ("chamber_origin", "ct3", "form_a", "phytosanitary", "veterinary", "food_test")
LICENCES = ("heritage", "species")


def form_of(figures: Figures, on: date) -> str:
    """CN22 or CN23, by the value and the weight of the packed parcel."""
    grams = figures.box.gross_grams if figures.box else figures.net_grams
    return postal_form(_sdr(figures.goods, on), grams, on)


def declaration(order: Order, parcel: Parcel, figures: Figures, made_on: date) -> Json:
    """Everything the template needs."""
    form = form_of(figures, made_on)
    return {
        "form": f"{form[:2]} {form[2:]}",
        "number": f"{form}-{parcel.number}",
        "seller": parties.seller_name(order) or order.number,
        "from": _sender(order),
        "to": _addressee(order),
        "categories": [
            {"words": [english, french], "ticked": kind == OURS}
            for kind, english, french in CATEGORIES
        ],
        "rows": [_row(line) for line in figures.lines],
        "currency": figures.freight.currency,
        "net": tables.kilograms(figures.net_grams),
        "gross": tables.kilograms(figures.box.gross_grams) if figures.box else "",
        "total": _money(figures.goods),
        "postage": _money(figures.freight),
        "explanation": PRESENT if order.gift_note is not None else "",
        "comments": _comments(parcel),
        "licences": _references(parcel, LICENCES),
        "certificates": _references(parcel, CERTIFICATES),
        "invoice": f"CI-{parcel.number}",
        "office": str((order.seller.get("address") or {}).get("city") or ""),
        "date": made_on.isoformat(),
    }


def _sdr(goods: Money, on: date) -> Decimal | None:
    try:
        return goods.decimal * rate_between(goods.currency, "XDR", on).rate
    except NoRate:
        return None


def _sender(order: Order) -> Json:
    address = order.seller.get("address") or {}
    return {
        "name": parties.seller_name(order),
        "business": "Kotam, handicrafts of Gilan",
        "street": str(address.get("street") or ""),
        "postcode": str(address.get("postal_code") or ""),
        "city": str(address.get("city") or ""),
        "country": _country(address.get("country")),
        "reference": str(order.seller.get("national_id") or ""),
        "reach": _reach(order.seller.get("phone"), order.seller.get("email")),
    }


def _addressee(order: Order) -> Json:
    address = order.group.address
    return {
        "name": parties.buyer_name(order),
        "business": str(address.get("company_name") or ""),
        "street": str(address.get("street_address") or ""),
        "postcode": str(address.get("postal_code") or ""),
        "city": ", ".join(
            str(address[part]) for part in ("city", "country_area") if address.get(part)
        ),
        "country": _country(address.get("country")),
        "reference": str(address.get("tax_id") or ""),
        "reach": _reach(address.get("phone"), order.group.email),
    }


def _reach(*ways: object) -> str:
    return ", ".join(str(way) for way in ways if way)


def _country(code: object) -> str:
    return f"{countries.name(str(code), 'en')} ({code})" if code else ""


def _row(line: Line) -> Json:
    variant = either(line.variants, "en")
    return {
        "what": either(line.titles, "en") + (f", {variant}" if variant else ""),
        "quantity": str(line.quantity),
        "net": tables.kilograms(line.net_grams),
        "value": tables.amount(line.total),
        "hs_code": f"{line.hs_code[:4]}.{line.hs_code[4:]}" if line.hs_code else "",
        "origin": line.origin,
    }


def _money(amount: Money) -> str:
    return f"{amount.currency} {tables.amount(amount)}"


def _comments(parcel: Parcel) -> str:
    flags = {flag for line in parcel.lines for flag in line.order_line.flags}
    return "; ".join(words for flag, words in (("phyto", PHYTO), ("vet", VET)) if flag in flags)


def _references(parcel: Parcel, codes: Iterable[str]) -> str:
    """The numbers of the papers that somebody has put to the parcel."""
    there = {each.rule.paper: each.document for each in fulfilment.papers_of(parcel)}
    found = (there.get(code) for code in codes)
    return ", ".join(document.reference for document in found if document and document.reference)
