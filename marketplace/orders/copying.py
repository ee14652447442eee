"""Copying into an order all that was agreed on, so that nothing later can change it."""

from datetime import datetime
from typing import Any

from marketplace.compliance.duties import Charges
from marketplace.cooperatives import queries as cooperatives
from marketplace.cooperatives.models import BankAccount, CommissionTerm, Cooperative
from marketplace.core.clock import today
from marketplace.localisation.rates import Converted
from marketplace.orders.basket.content import Row
from marketplace.orders.checkout.quote import Quote, Sending
from marketplace.orders.models import Order, OrderGroup, OrderLine


def order_of(
    group: OrderGroup, sending: Sending, quote: Quote, number: str, until: datetime
) -> Order:
    """One cooperative's part of what was ordered, with its lines; not yet saved."""
    cooperative, charges = sending.cooperative, quote.charges[sending.cooperative.id]
    account = cooperatives.bank_account(cooperative.id, quote.currency)
    term = cooperatives.commission_term(cooperative.id, today())
    order = Order(
        number=number,
        group=group,
        cooperative=cooperative,
        currency=quote.currency,
        goods_minor=sending.goods.minor,
        shipping_minor=sending.shipping.minor,
        total_minor=sending.total.minor,
        delivery=_delivery(sending),
        incoterm=sending.chosen.service.incoterm if sending.chosen else "DAP",
        incoterm_place=quote.place,
        charges=Charges.as_json(charges),
        seller=seller_of(cooperative, account),
        reserved_until=until,
    )
    order.lines = [_line(row, position, term) for position, row in enumerate(sending.rows, 1)]
    return order


def seller_of(cooperative: Cooperative, account: BankAccount) -> dict[str, Any]:
    """Who sells, and where she is paid, as on the day."""
    return {
        "names": cooperative.names,
        "national_id": cooperative.national_id,
        "registration_number": cooperative.registration_number,
        "address": cooperative.address,
        "email": cooperative.email,
        "phone": cooperative.phone,
        "bank_account": {
            "holder": account.holder,
            "bank": account.bank,
            "iban": account.iban,
            "bic": account.bic,
            "currency": account.currency,
        },
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


def _line(row: Row, position: int, term: CommissionTerm) -> OrderLine:
    if row.unit is None:
        raise ValueError("a line without a price cannot be ordered")
    return OrderLine(position=position, **_piece(row), **_sums(row.unit, row.quantity, term))


def _piece(row: Row) -> dict[str, Any]:
    variant, product = row.variant, row.product
    return {
        "variant": variant,
        "artisan": product.artisan,
        "picture_id": product.pictures[0].picture_id if product.pictures else None,
        "sku": variant.sku,
        "titles": product.titles,
        "variant_names": variant.names,
        "artisan_names": product.artisan.names,
        "materials": product.materials,
        "hs_code": product.hs_code or "",
        "origin_country": product.origin_country,
        "flags": product.flags,
        "made_to_order": product.made_to_order,
        "lead_time_days": product.lead_time_days,
        "net_grams": variant.net_grams,
        "packed_grams": variant.packed_grams,
        "list_price_minor": variant.price.minor,
        "list_currency": variant.price.currency,
    }


def _sums(unit: Converted, quantity: int, term: CommissionTerm) -> dict[str, Any]:
    total = unit.money * quantity
    return {
        "quantity": quantity,
        "unit_price_minor": unit.money.minor,
        "exchange_rate": unit.rate,
        "exchange_rate_as_of": unit.as_of.isoformat(),
        "total_minor": total.minor,
        "commission_bp": term.rate_bp,
        "commission_term_id": term.id,
        "commission_minor": total.share(term.rate_bp).minor,
    }
