"""Orders that have been placed and paid, with their money in the ledger, ready to be packed."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.catalogue.models import Product, Variant
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.ledger import accounts, services
from marketplace.orders.fulfilment import packing, papers, sending
from marketplace.orders.fulfilment.packing import Packing
from marketplace.orders.fulfilment.sending import Handover
from marketplace.orders.models import Order, OrderGroup, OrderLine, OrderState, Parcel
from marketplace.payments.models import Match, Payment, PaymentState, Receipt
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_artisan, make_cooperative

_numbers = count(1)
SHEBA = "IR820540102680020817909002"
ADDRESS = {
    "country": "DE",
    "name": "Clara Weiß",
    "street_address": "Marktstraße 18",
    "city": "Hamburg",
    "postal_code": "20357",
    "phone": "+49 40 5550142",
}
STEPS = [OrderState.PAID, OrderState.CONFIRMED]


def make_paid_order(
    *lines: OrderLine,
    cooperative: Cooperative | None = None,
    state: OrderState = OrderState.CONFIRMED,
    **given: Any,
) -> Order:
    """One buyer's order, paid by bank transfer; two pieces of one article unless lines are given."""
    cooperative = cooperative or make_cooperative()
    order = _order(cooperative, lines or (make_line(2),), given)
    if state is not OrderState.PLACED:
        pay(order)
    for step in STEPS:
        if order.state is state:
            break
        order.state = step
    db.session.flush()
    return order


def make_line(
    quantity: int = 1, price: int = 100_00, *, artisan: Artisan | None = None, **given: Any
) -> OrderLine:
    number = next(_numbers)
    total = price * quantity
    defaults = {
        "sku": f"SKU-{number}",
        "titles": {"en": f"Shawl {number}", "fa": f"شال {number}"},
        "variant_names": {},
        "materials": [],
        "hs_code": "621420",
        "origin_country": "IR",
        "flags": [],
        "made_to_order": False,
        "net_grams": 620,
        "packed_grams": 700,
        "exchange_rate": Decimal(1),
        "exchange_rate_as_of": today().isoformat(),
        "list_currency": "EUR",
        "commission_bp": 1700,
        "commission_term_id": 1,
        "commission_minor": Money(total, "EUR").share(1700).minor,
    }
    return OrderLine(
        artisan=artisan,
        quantity=quantity,
        unit_price_minor=price,
        list_price_minor=price,
        total_minor=total,
        **defaults | given,
    )


def lengthen(order: Order, line: OrderLine) -> None:
    """One more article, whose price its sums know nothing of."""
    _place(order, order.cooperative, [line])


def pay(order: Order) -> None:
    """The transfer arrives in full."""
    assert order.payment
    order.payment.state = PaymentState.PAID
    order.payment.received_minor = order.total_minor
    order.paid_at = now()
    receipt = Receipt(
        payment=order.payment,
        payee_id=order.cooperative_id,
        gateway="transfer",
        external_id=f"bank-{order.number}",
        match=Match.EXACT,
        amount=order.total,
        value_date=today(),
    )
    db.session.add(receipt)
    db.session.flush()
    _book(order)


def pack(order: Order, by: User | None = None, *, with_papers: bool = True, **given: Any) -> Parcel:
    """All that is left, or `quantities` by line id."""
    parcels = packing.queries.parcels_of(order.id)
    defaults = {
        "position": packing.queries.next_position(parcels),
        "quantities": packing.queries.left_to_pack(order, parcels),
        "package_kind": "CT",
        "gross_grams": 25_000 if len(order.lines) < 30 else 99_000,
        "length_mm": 420,
        "width_mm": 420,
        "height_mm": 460,
    }
    parcel = packing.pack(order, Packing(**defaults | given), by or make_shipper(order))
    if with_papers:
        put_papers(parcel, by or make_shipper(order))
    return parcel


def put_papers(parcel: Parcel, by: User) -> None:
    """Everything that would keep it here."""
    for paper in papers.papers_of(parcel):
        if paper.missing:
            papers.put(parcel, paper.rule.paper, "No. 1", None, by)


def ship(order: Order, by: User | None = None) -> Parcel:
    parcel = pack(order, by)
    sending.ship(parcel, Handover("Post", "RR123"), by or make_shipper(order))
    return parcel


def deliver(order: Order, by: User | None = None) -> Parcel:
    """Packs all that is left, sends it, and it arrives."""
    parcel = ship(order, by)
    sending.deliver(parcel, by or make_shipper(order))
    return parcel


def make_shipper(order: Order) -> User:
    return make_user(Role.SHIPPING, scope_id=order.cooperative_id)


def make_treasurer(cooperative: Cooperative) -> User:
    return make_user(Role.TREASURER, scope_id=cooperative.id)


def _order(cooperative: Cooperative, lines: Sequence[OrderLine], given: dict[str, Any]) -> Order:
    number = next(_numbers)
    goods, shipping = sum(line.total_minor for line in lines), given.pop("shipping_minor", 19_00)
    code = f"{cooperative.code}-2026-{number:05}"
    group = OrderGroup(
        checkout_key=f"key-{number}",
        email=f"buyer{number}@example.org",
        locale=given.pop("locale", "en"),
        currency="EUR",
        total_minor=goods + shipping,
        address=given.pop("address", ADDRESS),
        display_currency="EUR",
        user=given.pop("user", None),
    )
    payment = Payment(
        reference=f"REF-{number}",
        gateway="transfer",
        payee_id=cooperative.id,
        amount=Money(goods + shipping, "EUR"),
        due_at=now() + timedelta(days=7),
        details={"orders": [code], "buyer": ADDRESS["name"]},
    )
    order = Order(
        number=code,
        group=group,
        cooperative=cooperative,
        payment=payment,
        goods_minor=goods,
        shipping_minor=shipping,
        total_minor=goods + shipping,
        **_ORDER | {"seller": _seller(cooperative), "reserved_until": payment.due_at} | given,
    )
    _place(order, cooperative, lines)
    return order


_ORDER: dict[str, Any] = {
    "currency": "EUR",
    "delivery": {
        "code": "post",
        "names": {"en": "Post", "fa": "پست"},
        "carrier": "Post",
        "tracking_url": "https://post.example/{number}",
    },
    "incoterm": "DAP",
    "incoterm_place": "Hamburg",
    "charges": {},
}


def _place(order: Order, cooperative: Cooperative, lines: Sequence[OrderLine]) -> None:
    for position, line in enumerate(lines, len(order.lines) + 1):
        line.order, line.position = order, position
        line.artisan = line.artisan or make_artisan(cooperative=cooperative, sheba=SHEBA)
        line.artisan_names = line.artisan_names or line.artisan.names
        line.variant = line.variant or _variant(line, cooperative)
    db.session.add(order)
    db.session.flush()


def _variant(line: OrderLine, cooperative: Cooperative) -> Variant:
    product = Product(
        slug=f"piece-{next(_numbers)}",
        artisan=line.artisan,
        cooperative=cooperative,
        titles=line.titles,
    )
    return Variant(
        product=product,
        key="a",
        sku=f"{line.sku}-V",
        price=Money(line.unit_price_minor, "EUR"),
        net_grams=line.net_grams,
        packed_grams=line.packed_grams,
    )


def _seller(cooperative: Cooperative) -> dict[str, Any]:
    return {
        "names": cooperative.names,
        "national_id": cooperative.national_id,
        "registration_number": cooperative.registration_number,
        "address": cooperative.address,
        "email": cooperative.email,
        "phone": cooperative.phone,
        "bank_account": {
            "holder": cooperative.names["en"],
            "bank": "Example Bank",
            "iban": "DE89370400440532013000",
            "bic": "COBADEFF",
        },
    }


def _book(order: Order) -> None:
    buyer, coop = accounts.buyer(order.id), order.cooperative_id
    services.post(
        f"receipt:{order.id}",
        "receipt",
        order.number,
        "",
        [(accounts.bank(coop), order.total), (buyer, -order.total)],
    )
    services.post(
        f"sale:{order.id}",
        "sale",
        order.number,
        "",
        [
            (buyer, order.total),
            (accounts.shipping(coop), -order.shipping),
            *((accounts.artisan_pending(li.artisan_id), -li.artisan_share) for li in order.lines),
            *((accounts.commission(coop), -li.commission) for li in order.lines),
        ],
    )
