"""The slip of a sale, 80 mm wide, and sheets of price tags; in Persian."""

from collections.abc import Sequence

from marketplace.cooperatives.models import Cooperative
from marketplace.core import pdf
from marketplace.core.calendars import TEHRAN
from marketplace.core.db import Json
from marketplace.core.digits import to_language
from marketplace.core.qr import qr_svg
from marketplace.localisation.formats import format_money, format_number, paper_day
from marketplace.localisation.languages import local_text
from marketplace.pardis.till.models import CounterSale, SaleLine, SaleTax, Tender
from marketplace.pardis.till.queries import Good

TENDERS = {
    Tender.CASH: "نقد",
    Tender.CARD: "کارت‌خوان",
    Tender.TRANSFER: "حواله",
    Tender.EXCHANGE: "ارزش کالای برگشتی",
}


def receipt(sale: CounterSale, seller: Cooperative, tax: SaleTax) -> bytes:
    """The PDF; the same whenever it is asked for."""
    return pdf.render("receipt.typ", receipt_content(sale, seller, tax))


def receipt_content(sale: CounterSale, seller: Cooperative, tax: SaleTax) -> Json:
    discount, at = sale.listed - sale.total, sale.sold_at.astimezone(TEHRAN)
    return {
        "seller": _fa(seller.names),
        "national_id": to_language(seller.national_id, "fa"),
        "registration": to_language(seller.registration_number, "fa"),
        "address": str(seller.address.get("street_fa") or ""),
        "phone": seller.phone,
        "number": sale.number,
        "qr": qr_svg(sale.number),
        "moment": f"{paper_day(at.date(), 'fa')}، {to_language(f'{at:%H:%M}', 'fa')}",
        "cashier": sale.by.name,
        "rows": [_row(line) for line in sale.lines],
        "listed": format_money(sale.listed, "fa"),
        "discount": format_money(discount, "fa") if discount else "",
        "total": format_money(sale.total, "fa"),
        "tax_words": _fa(tax.names),
        "tax": format_money(sale.tax, "fa"),
        "paid": [
            {
                "how": TENDERS[one.tender],
                "ref": one.reference,
                "sum": format_money(one.amount, "fa"),
            }
            for one in sale.payments
        ],
    }


def tags(goods: Sequence[Good]) -> bytes:
    """One for each piece that is free, with its code as a square."""
    rows = [_tag(good) for good in goods if good.price for _ in range(max(good.left, 1))]
    return pdf.render("price_tags.typ", {"title": "برچسب قیمت", "tags": rows})


def _row(line: SaleLine) -> Json:
    return {
        "title": _fa(line.variant.product.titles),
        "sku": line.variant.sku,
        "quantity": format_number(line.quantity, "fa"),
        "price": format_money(line.listed, "fa"),
        "amount": format_money(line.listed * line.quantity, "fa"),
    }


def _tag(good: Good) -> Json:
    product = good.variant.product
    return {
        "title": _fa(product.titles),
        "maker": _fa(product.artisan.names),
        "sku": good.variant.sku,
        "price": format_money(good.price, "fa") if good.price else "",
        "qr": qr_svg(good.variant.sku),
    }


def _fa(texts: dict[str, str]) -> str:
    return str(local_text(texts, "fa"))
