"""The slip of a maker's wages: a paper in Persian, in toman, every sum traced to a batch."""

from marketplace.core import pdf
from marketplace.core.db import Json
from marketplace.localisation.formats import format_money, format_number, paper_day
from marketplace.localisation.languages import local_text
from marketplace.pardis.production.models import (
    AdvanceKind,
    Grade,
    Repayment,
    RunState,
    WageLine,
    WageSlip,
)

TEMPLATE = "wage_slip.typ"
GRADES = {Grade.A: "الف، صادراتی", Grade.B: "ب، بازار داخل", Grade.C: "ج", Grade.REJECT: "مردود"}
ADVANCES = {AdvanceKind.CASH: "پیش‌پرداخت", AdvanceKind.MATERIAL: "مواد نسیه"}


def slip_paper(slip: WageSlip) -> bytes:
    """The PDF; the same whenever it is asked for."""
    return pdf.render(TEMPLATE, content_of(slip))


def content_of(slip: WageSlip) -> Json:
    run = slip.run
    approved = run.approved_at.date() if run.approved_at else None
    return {
        "title": "برگهٔ دستمزد",
        "title_en": "Wage slip",
        "number": slip.number,
        "maker": _fa(slip.artisan.names),
        "cooperative": _fa(run.cooperative.names),
        "until": paper_day(run.until, "fa"),
        "state": "تأییدشده" if run.state is RunState.APPROVED else "پیش‌نویس",
        "approved_on": paper_day(approved, "fa") if approved else "—",
        "rows": [_row(line) for line in slip.lines],
        "back": [_back(repayment) for repayment in slip.repayments],
        "gross": format_money(slip.gross, "fa"),
        "repaid": format_money(slip.repaid, "fa"),
        "net": format_money(slip.net, "fa"),
    }


def _row(line: WageLine) -> Json:
    return {
        "title": _fa(line.batch.offer.work_order.variant.product.titles),
        "batch": line.batch.number,
        "grade": GRADES[line.grade],
        "pieces": format_number(line.pieces, "fa"),
        "rate": format_money(line.rate, "fa"),
        "amount": format_money(line.amount, "fa"),
    }


def _back(repayment: Repayment) -> Json:
    advance = repayment.advance
    return {
        "what": ADVANCES[advance.kind],
        "day": paper_day(advance.created_at.date(), "fa"),
        "amount": format_money(repayment.amount, "fa"),
    }


def _fa(texts: dict[str, str]) -> str:
    return str(local_text(texts, "fa"))
