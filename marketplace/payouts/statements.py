"""The statement a maker gets with her money: a paper in Persian, every sum traced to a line."""

from marketplace.core import pdf
from marketplace.core.db import Json
from marketplace.core.money import Money
from marketplace.localisation.formats import format_money, format_number, paper_day
from marketplace.localisation.languages import local_text
from marketplace.payouts.models import Credit, Earning, Payout

TEMPLATE = "statement.typ"


def statement(payout: Payout) -> bytes:
    """The PDF of one payout; the same whenever it is asked for."""
    return pdf.render(TEMPLATE, content_of(payout))


def name_of(payout: Payout) -> str:
    return f"{payout.batch.number}-{payout.id}.pdf"


def content_of(payout: Payout) -> Json:
    batch = payout.batch
    paid_on = batch.paid_at.date() if batch.paid_at else None
    return {
        "title": "صورت‌حساب تسویه",
        "title_en": "Payout statement",
        "number": f"{batch.number}-{payout.id}",
        "maker": _fa(payout.artisan.names),
        "cooperative": _fa(batch.cooperative.names),
        "paid_on": paper_day(paid_on, "fa") if paid_on else "هنوز پرداخت نشده",
        "paid_on_en": paper_day(paid_on, "en") if paid_on else "",
        "bank_reference": batch.bank_reference or "—",
        "account": f"…{payout.sheba[-4:]}",
        "total": _money(payout.amount),
        "rows": [
            *(_row(credit) for credit in sorted(payout.credits, key=lambda each: each.id)),
            *map(_owed, payout.earnings),
        ],
    }


def _owed(earning: Earning) -> Json:
    """What was owed otherwise than for sold pieces: no sale and no commission stand beside it."""
    return {
        "title": _fa(earning.titles),
        "sku": "",
        "order": earning.reference,
        "quantity": format_number(earning.quantity, "fa"),
        "sold": "—",
        "commission": "—",
        "share": _money(earning.amount),
        "payable_on": paper_day(earning.payable_on, "fa"),
    }


def _row(credit: Credit) -> Json:
    line = credit.order_line
    sold = line.unit_price * credit.own_pieces
    return {
        "title": _fa(line.titles),
        "sku": line.sku,
        "order": line.order.number,
        "quantity": format_number(credit.own_pieces, "fa"),
        "sold": _money(sold),
        "commission": _money(sold - credit.amount),
        "share": _money(credit.amount),
        "payable_on": paper_day(credit.payable_on, "fa"),
    }


def _fa(texts: dict[str, str]) -> str:
    return str(local_text(texts, "fa"))


def _money(amount: Money) -> str:
    return format_money(amount, "fa", paper=True)
