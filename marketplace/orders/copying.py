"""Copying into an order all that was agreed on, so that nothing later can change it."""

from typing import Any

from marketplace.compliance.duties import Charges
from marketplace.cooperatives.queries import SaleTerms
from marketplace.localisation.rates import Converted
from marketplace.orders.basket.content import Row, Seller
from marketplace.orders.checkout.quote import Quote, Sending


def order_of(sending: Sending, quote: Quote, terms: SaleTerms) -> dict[str, Any]:
    """One cooperative's part of what was ordered, as its columns, without its number and group."""
    cooperative, charges = sending.cooperative, quote.charges[sending.cooperative.id]
    return {
        "cooperative_id": cooperative.id,
        "currency": quote.currency,
        "goods_minor": sending.goods.minor,
        "shipping_minor": sending.shipping.minor,
        "total_minor": sending.total.minor,
        "delivery": _delivery(sending),
        "incoterm": sending.chosen.service.incoterm if sending.chosen else "DAP",
        "incoterm_place": quote.place,
        "charges": Charges.as_json(charges),
        "seller": seller_of(cooperative, terms),
    }


def lines_of(sending: Sending, terms: SaleTerms) -> list[dict[str, Any]]:
    """Its lines, as their columns, without the order's id."""
    return [_line(row, position, terms) for position, row in enumerate(sending.rows, 1)]


def seller_of(cooperative: Seller, terms: SaleTerms) -> dict[str, Any]:
    """Who sells, and where she is paid, as on the day."""
    return {
        "names": cooperative.names,
        "national_id": cooperative.national_id,
        "registration_number": cooperative.registration_number,
        "address": cooperative.address,
        "email": cooperative.email,
        "phone": cooperative.phone,
        "bank_account": terms.account,
    }


def _delivery(sending: Sending) -> dict[str, Any]:
    chosen = sending.chosen
    if chosen is None:
        raise ValueError("an order is placed only when it is said how it travels")
    service = chosen.service
    return {
        "code": service.code,
        "names": service.names,
        "carrier": service.carrier,
        "tracking_url": service.tracking_url,
        "days_min": chosen.days_min,
        "days_max": chosen.days_max,
        "chargeable_grams": chosen.chargeable_grams,
        "source": service.source,
    }


def _line(row: Row, position: int, terms: SaleTerms) -> dict[str, Any]:
    if row.unit is None:
        raise ValueError("a line without a price cannot be ordered")
    return {"position": position, **_piece(row), **_sums(row.unit, row.quantity, terms)}


def _piece(row: Row) -> dict[str, Any]:
    piece = row.piece
    return {
        "variant_id": piece.variant_id,
        "artisan_id": piece.artisan_id,
        "picture_id": piece.picture_id,
        "sku": piece.sku,
        "titles": piece.titles,
        "variant_names": piece.variant_names,
        "artisan_names": piece.artisan_names,
        "materials": piece.materials,
        "hs_code": piece.hs_code or "",
        "origin_country": piece.origin_country,
        "flags": piece.flags,
        "made_to_order": piece.made_to_order,
        "lead_time_days": piece.lead_time_days,
        "net_grams": piece.net_grams,
        "packed_grams": piece.packed_grams,
        "list_price_minor": piece.price_minor,
        "list_currency": piece.price_currency,
    }


def _sums(unit: Converted, quantity: int, terms: SaleTerms) -> dict[str, Any]:
    total = unit.money * quantity
    return {
        "quantity": quantity,
        "unit_price_minor": unit.money.minor,
        "exchange_rate": unit.rate,
        "exchange_rate_as_of": unit.as_of.isoformat(),
        "total_minor": total.minor,
        "commission_bp": terms.rate_bp,
        "commission_term_id": terms.term_id,
        "commission_minor": total.share(terms.rate_bp).minor,
    }
