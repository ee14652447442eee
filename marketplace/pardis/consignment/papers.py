"""The note that a maker signs, and the statement of a settlement: papers in Persian."""

from flask_babel import force_locale

from marketplace.core import pdf
from marketplace.core.calendars import TEHRAN
from marketplace.core.db import Json, Texts
from marketplace.core.digits import to_language
from marketplace.core.money import Money
from marketplace.localisation.formats import (
    format_money,
    format_number,
    format_percent,
    paper_day,
)
from marketplace.localisation.languages import local_text
from marketplace.pardis.consignment.models import (
    Bearer,
    Note,
    NoteLine,
    PriceRule,
    Sale,
    Settlement,
    Unsold,
)
from marketplace.pardis.consignment.months import name_of
from marketplace.pardis.consignment.words import SALE_KINDS

FA = "fa"


def note_paper(note: Note) -> bytes:
    return pdf.render("consignment_note.typ", note_content(note))


def statement_paper(settlement: Settlement) -> bytes:
    return pdf.render("consignment_statement.typ", statement_content(settlement))


def note_content(note: Note) -> Json:
    return {
        "title": "برگهٔ امانی",
        "title_en": "Consignment note",
        "number": note.number,
        "maker": _fa(note.artisan.names),
        "centre": _fa(note.cooperative.names),
        "day": paper_day(note.created_at.astimezone(TEHRAN).date(), FA),
        "until": paper_day(note.ends_on, FA),
        "price_head": "قیمت فروش" if note.price_rule is PriceRule.AGREED else "کمترین سهم سازنده",
        "rows": [_line(line) for line in note.lines],
        "terms": _terms(note),
        "accepted": _accepted(note),
    }


def _line(line: NoteLine) -> Json:
    return {
        "title": _fa(line.variant.product.titles),
        "sku": line.variant.sku,
        "quantity": format_number(line.quantity, FA),
        "price": _money(line.price),
        "remark": line.remark or "—",
    }


def _terms(note: Note) -> list[str]:
    """What is agreed, one sentence each."""
    share, days = format_percent(note.commission_bp, FA), format_number(note.unsold_after_days, FA)
    cost = {
        Bearer.CENTRE: "کارمزد کارت و انتقال بانکی با مرکز است.",
        Bearer.ARTISAN: "کارمزد کارت و انتقال بانکی از سهم سازنده کم می‌شود.",
    }
    lost = {
        Bearer.CENTRE: "اگر کاری نزد مرکز گم شود یا آسیب ببیند، مرکز سهم سازنده را می‌پردازد.",
        Bearer.ARTISAN: "اگر کاری نزد مرکز گم شود یا آسیب ببیند، زیان آن با سازنده است.",
    }
    unsold = {
        Unsold.RETURN: f"کاری که تا {days} روز فروش نرود، به سازنده برمی‌گردد.",
        Unsold.CHEAPER: f"کاری که تا {days} روز فروش نرود،"
        f" {format_percent(note.cheaper_bp, FA)} ارزان می‌شود.",
        Unsold.ASK: f"دربارهٔ کاری که تا {days} روز فروش نرود، از سازنده پرسیده می‌شود.",
    }
    return [
        "مالک کارها تا روز فروش سازنده است.",
        f"سهم مرکز از هر فروش {share} است و تسویه در پایان هر ماه انجام می‌شود.",
        cost[note.cost_rule],
        lost[note.liability],
        unsold[note.unsold],
    ]


def _accepted(note: Note) -> str:
    if note.accepted_at is None:
        return ""
    day = paper_day(note.accepted_at.astimezone(TEHRAN).date(), FA)
    how = "با امضای کاغذی" if note.accepted_on_paper else "در کارگاه اینترنتی خود"
    return f"سازنده این برگه را در {day} {how} پذیرفته است."


def statement_content(settlement: Settlement) -> Json:
    return {
        "title": "صورت‌حساب کار امانی",
        "title_en": "Consignment statement",
        "number": settlement.number,
        "maker": _fa(settlement.artisan.names),
        "centre": _fa(settlement.cooperative.names),
        "month": to_language(name_of(settlement.until, FA), FA),
        "day": paper_day(settlement.created_at.astimezone(TEHRAN).date(), FA),
        "total": _money(settlement.net),
        "rows": [_sale(sale) for sale in settlement.sales],
    }


def _sale(sale: Sale) -> Json:
    line = sale.piece.line
    with force_locale(FA):
        kind = str(SALE_KINDS[sale.kind])
    return {
        "title": _fa(line.variant.product.titles),
        "sku": line.variant.sku,
        "note": f"{line.note.number} / {sale.piece.number}",
        "day": paper_day(sale.sold_at.astimezone(TEHRAN).date(), FA),
        "kind": kind,
        "price": _money(sale.price),
        "commission": _money(sale.commission),
        "cost": _money(sale.cost),
        "net": _money(sale.net),
    }


def _fa(texts: Texts) -> str:
    return str(local_text(texts, FA))


def _money(amount: Money) -> str:
    return format_money(amount, FA, paper=True)
