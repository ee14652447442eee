"""What each paper says: figures and parties put into the form's boxes. All numbers come from
`figures`, so papers of one parcel cannot disagree."""

from datetime import date
from decimal import Decimal

from marketplace.core.db import Json
from marketplace.core.money import Money, exponent
from marketplace.exports import parties, postal, tables
from marketplace.exports.figures import Figures, of_order, of_parcel
from marketplace.exports.models import PaperKind
from marketplace.exports.parties import Written, either, either_way, en, fa
from marketplace.exports.words import in_words
from marketplace.localisation import countries, formats
from marketplace.orders.models import Order, Parcel

TITLES = {
    PaperKind.PROFORMA: ["Proforma invoice", "پیش‌فاکتور"],
    PaperKind.COMMERCIAL_INVOICE: ["Commercial invoice", "سیاههٔ تجاری"],
    PaperKind.PACKING_LIST: ["Packing list", "فهرست بسته‌بندی"],
}
PREFIXES = {
    PaperKind.PROFORMA: "PF",
    PaperKind.COMMERCIAL_INVOICE: "CI",
    PaperKind.PACKING_LIST: "PL",
}
DECLARATION = (
    "The exporter declares that, except where otherwise clearly indicated, these commodities are "
    "of {origin} origin, made by hand in Gilan, and are neither antiques nor cultural goods "
    "subject to licence."
)


def number_of(kind: PaperKind, order: Order, parcel: Parcel | None) -> str:
    return f"{PREFIXES[kind]}-{parcel.number if parcel else order.number}"


def of_paper(kind: PaperKind, order: Order, parcel: Parcel | None, made_on: date) -> Json:
    """Everything the template needs."""
    figures = of_parcel(parcel) if parcel else of_order(order)
    if kind is PaperKind.POSTAL_DECLARATION and parcel:
        return postal.declaration(order, parcel, figures, made_on)
    number = number_of(kind, order, parcel)
    build = {
        PaperKind.PROFORMA: _proforma,
        PaperKind.COMMERCIAL_INVOICE: _invoice,
        PaperKind.PACKING_LIST: _packing_list,
    }[kind]
    head = {
        "title": TITLES[kind],
        "number": number,
        "seller": parties.seller_name(order) or order.number,
        "seller_fa": parties.seller_name(order, "fa"),
        "seller_lines": [en("Kotam, handicrafts of Gilan"), *parties.seller_lines(order)],
        "foot": [en(f"{TITLES[kind][0]} {number}"), en(f"Order {order.number}")],
        "sign": [en(parties.seller_name(order)), *_day(made_on)],
    }
    return head | build(order, parcel, figures, made_on)


def _proforma(order: Order, _parcel: Parcel | None, figures: Figures, made_on: date) -> Json:
    pay = [en(f"In advance, by bank transfer, in {order.currency}"), *parties.bank_lines(order)]
    cells = [
        *_who(order),
        _cell("Number", "شماره", [en(number_of(PaperKind.PROFORMA, order, None))]),
        _cell("Date", "تاریخ", _day(made_on)),
        _cell("Valid until", "معتبر تا", _day(order.reserved_until.date())),
        _cell("Terms", "شرط تحویل", [_terms(order)]),
        _cell("Country of origin", "کشور مبدأ", [_origins(figures)]),
        _cell("Destination", "مقصد", [en(parties.destination(order))]),
        _cell("Net weight", "وزن خالص", [en(_kg(figures.net_grams))]),
        _cell("Order", "سفارش", [en(order.number)]),
        _cell("Payment", "پرداخت", pay, span=2),
        _cell("Carriage", "حمل", _carriage(order), span=2),
    ]
    return {
        "cells": cells,
        "goods": tables.invoice_goods(figures),
        "sums": _sums(figures, ["Freight", "کرایهٔ حمل"]),
        "notes": _notes(figures, with_words=True),
    }


def _invoice(order: Order, parcel: Parcel | None, figures: Figures, made_on: date) -> Json:
    cells = [
        *_who(order),
        _cell("Number", "شماره", [en(number_of(PaperKind.COMMERCIAL_INVOICE, order, parcel))]),
        _cell("Date", "تاریخ", _day(made_on)),
        _cell("Order and proforma", "سفارش و پیش‌فاکتور", _order_refs(order)),
        _cell("Terms", "شرط تحویل", [_terms(order)]),
        _cell("Country of origin", "کشور مبدأ", [_origins(figures)]),
        _cell("Destination", "مقصد", [en(parties.destination(order))]),
        _cell("Paid", "پرداخت‌شده", _paid(order)),
        _cell("Carriage", "حمل", _carriage(order)),
        *_package(figures, parcel),
    ]
    return {
        "cells": cells,
        "goods": tables.invoice_goods(figures),
        "sums": _sums(figures, ["Freight", "کرایهٔ حمل"]),
        "notes": _notes(figures, with_words=True),
    }


def _packing_list(order: Order, parcel: Parcel | None, figures: Figures, made_on: date) -> Json:
    invoice = number_of(PaperKind.COMMERCIAL_INVOICE, order, parcel)
    cells = [
        *_who(order),
        _cell("Number", "شماره", [en(number_of(PaperKind.PACKING_LIST, order, parcel))]),
        _cell("Date", "تاریخ", _day(made_on)),
        _cell("Invoice", "سیاههٔ تجاری", [en(invoice)]),
        _cell("Terms", "شرط تحویل", [_terms(order)]),
        _cell("Country of origin", "کشور مبدأ", [_origins(figures)]),
        _cell("Destination", "مقصد", [en(parties.destination(order))]),
        *_value_or_gift(order, figures),
        _cell("Order", "سفارش", [en(order.number)]),
        *_package(figures, parcel),
    ]
    figures_told = "Quantities and weights" if _is_gift(order) else "Quantities, weights and values"
    agrees = f"{figures_told} agree with commercial invoice {invoice}."
    return {
        "cells": cells,
        "goods": tables.packed_goods(figures),
        "sums": [],
        "notes": [{"label": ["Notes", "یادداشت"], "lines": [en(agrees)]}, *_card(order)],
    }


def _is_gift(order: Order) -> bool:
    return order.gift_note is not None


def _value_or_gift(order: Order, figures: Figures) -> list[Json]:
    """A gift's packing list lies in the parcel and says no price; customs find it on the invoice."""
    if _is_gift(order):
        return [_cell("Gift", "هدیه", [en("Without prices"), fa("بدون قیمت")])]
    return [_cell("Value of goods", "ارزش کالا", [en(_money(figures.goods))])]


def _card(order: Order) -> list[Json]:
    """The words that whoever packs it copies onto the card."""
    if not order.gift_note:
        return []
    lines = [either_way(line) for line in order.gift_note.splitlines() if line.strip()]
    return [{"label": ["Words of the card", "متن کارت"], "lines": lines}]


def _who(order: Order) -> list[Json]:
    seller = _cell("Seller and exporter", "فروشنده و صادرکننده", parties.seller_ids(order), span=2)
    buyer = _cell("Buyer and consignee", "خریدار و گیرنده", parties.buyer_lines(order), span=2)
    return [
        seller | {"title": en(parties.seller_name(order))},
        buyer | {"title": en(parties.buyer_name(order))},
    ]


def _package(figures: Figures, parcel: Parcel | None) -> list[Json]:
    if figures.box is None or parcel is None:
        return []
    box = figures.box
    size = f"{box.length} × {box.width} × {box.height} mm, {box.volume:.3f} m³"
    country = str(parcel.order.group.address.get("country") or "")
    marks = " / ".join(part for part in ("KOTAM", parcel.number, country) if part)
    kind = tables.PACKAGES.get(box.kind, (box.kind, box.kind))
    return [
        _cell("Package", "بسته", [en(f"1 {kind[0]} ({box.kind})"), fa(f"۱ {kind[1]}")]),
        _cell(
            "Weight",
            "وزن",
            [en(f"Net {_kg(figures.net_grams)}"), en(f"Gross {_kg(box.gross_grams)}")],
        ),
        _cell("Size", "اندازه", [en(size)]),
        _cell("Marks", "علامت‌ها", [en(marks)]),
    ]


def _sums(figures: Figures, freight: list[str]) -> list[Json]:
    return [
        {"label": ["Goods", "کالا"], "amount": _money(figures.goods)},
        {"label": freight, "amount": _money(figures.freight)},
        {"label": ["Total", "جمع کل"], "amount": _money(figures.total), "total": True},
    ]


def _notes(figures: Figures, *, with_words: bool) -> list[Json]:
    origins = sorted({countries.name(line.origin, "en") for line in figures.lines})
    declaration = DECLARATION.format(origin=" and ".join(origins) or "the stated")
    notes = [{"label": ["Declaration of origin", "اظهار مبدأ"], "lines": [en(declaration)]}]
    if with_words:
        words = {"label": ["Total in words", "جمع به حروف"], "lines": [en(in_words(figures.total))]}
        notes.insert(0, words)
    return notes


def _cell(english: str, persian: str, lines: list[Written], span: int = 1) -> Json:
    return {"label": [english, persian], "lines": lines or [en("unknown")], "span": span}


def _terms(order: Order) -> Written:
    return en(f"{order.incoterm} {order.incoterm_place}".strip() + ", Incoterms 2020")


def _origins(figures: Figures) -> Written:
    names = sorted(
        {f"{countries.name(line.origin, 'en')} ({line.origin})" for line in figures.lines}
    )
    return en(", ".join(names))


def _order_refs(order: Order) -> list[Written]:
    return [en(order.number), en(number_of(PaperKind.PROFORMA, order, None))]


def _carriage(order: Order) -> list[Written]:
    """How it travels, by whom, and in how many working days."""
    sent = order.delivery
    names = ", ".join(
        dict.fromkeys(
            part for part in (either(sent.get("names"), "en"), sent.get("carrier")) if part
        )
    )
    days = f"{sent['days_min']} to {sent['days_max']} working days" if sent.get("days_max") else ""
    return [en(part) for part in (names, days) if part]


def _paid(order: Order) -> list[Written]:
    return _day(order.paid_at.date()) if order.paid_at else [en("not yet")]


def _day(day: date) -> list[Written]:
    """In both calendars, whoever reads it."""
    return [en(formats.paper_day(day, "en")), fa(formats.paper_day(day, "fa"))]


def _money(amount: Money) -> str:
    number = formats.format_number(amount.decimal, "en", places=exponent(amount.currency))
    return f"{amount.currency} {number}"


def _kg(grams: int) -> str:
    return f"{formats.format_number(Decimal(grams) / 1000, 'en', places=3)} kg"
