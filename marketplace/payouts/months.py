"""What a maker sold in each of the last months of her calendar, and where the money of a sale went."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from marketplace.cooperatives.models import Artisan, CommissionTerm
from marketplace.cooperatives.pricing import COMMISSION_KINDS, MAKER, WHOLE, Share
from marketplace.core.calendars import JALALI_MONTHS, jalali, uses_jalali
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.localisation.formats import month_name
from marketplace.localisation.languages import language
from marketplace.orders.models import Order, OrderLine
from marketplace.payouts.earnings import Sale
from marketplace.payouts.house import SOLD, Kept

MONTHS = 6
STEP, LEFT, TALLEST = 56, 10, 118


@dataclass(frozen=True)
class Month:
    """Her share of what was paid for in a month, and so many pieces."""

    name: str
    share: Money
    pieces: int


@dataclass(frozen=True)
class Bar:
    """A month as the chart draws it: its left edge and its height, in units of the drawing."""

    month: Month
    x: int
    height: float
    latest: bool


def months_of(artisan: Artisan, currency: str, kept: Iterable[Kept]) -> list[Month]:
    """The last six, first to last, also those in which nothing was sold; one select. What the house
    kept is not hers."""
    keys = _last_months()
    sums, pieces = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for paid_at, total, commission, quantity in db.session.execute(
        select(Order.paid_at, OrderLine.total_minor, OrderLine.commission_minor, OrderLine.quantity)
        .join(OrderLine.order)
        .where(
            OrderLine.artisan_id == artisan.id,
            Order.state.in_(SOLD),
            Order.currency == currency,
            Order.paid_at >= today() - timedelta(days=MONTHS * 31 + 1),
        )
    ):
        key = _month((paid_at or now()).date())
        sums[key] += total - commission
        pieces[key] += quantity
    for row in kept:
        if row.share.currency == currency:
            key = _month((row.paid_at or now()).date())
            sums[key] -= row.share.minor
            pieces[key] -= row.pieces
    return [Month(_name(key), Money(sums[key], currency), pieces[key]) for key in keys]


def bars(months: Sequence[Month], *, rtl: bool) -> list[Bar]:
    """Time runs as the page is read."""
    most = max((month.share.minor for month in months), default=0) or 1
    placed = list(reversed(months)) if rtl else list(months)
    return [
        Bar(
            month,
            LEFT + n * STEP,
            round(TALLEST * month.share.minor / most, 1),
            month is months[-1],
        )
        for n, month in enumerate(placed)
    ]


def split_of(sale: Sale) -> list[Share]:
    """Where the money of a sold line went; the shares add up to it, to the cent. Where the term
    says nothing of its parts, the commission is the cooperative's. What the house keeps for pieces
    that it had paid her for counts as the maker's: it pays her wages."""
    term = db.session.get(CommissionTerm, sale.commission_term_id)
    said = term.shares if term else {}
    parts = [(kind, int(said.get(kind, 0))) for kind in COMMISSION_KINDS if said.get(kind)]
    parts = parts or [(COMMISSION_KINDS[0], sale.commission_bp)]
    shares = [Share(MAKER, sale.share + sale.house, WHOLE - sale.commission_bp)]
    if not sale.commission:
        return shares
    sums = sale.commission.split([bp for _kind, bp in parts])
    return shares + [Share(kind, sum_, bp) for (kind, bp), sum_ in zip(parts, sums, strict=True)]


def _last_months() -> list[tuple[int, int]]:
    year, month = _month(today())
    found = []
    for _n in range(MONTHS):
        found.append((year, month))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found[::-1]


def _month(day: date) -> tuple[int, int]:
    own = jalali(day) if uses_jalali() else day
    return own.year, own.month


def _name(key: tuple[int, int]) -> str:
    if uses_jalali():
        return JALALI_MONTHS[language()][key[1] - 1]
    return month_name(date(*key, 1))
