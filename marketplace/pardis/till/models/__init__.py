"""Rules of the day, shifts, sales, what came back, and exhibitions."""

from marketplace.pardis.till.models.exhibitions import Exhibition
from marketplace.pardis.till.models.rules import (
    CURRENCY,
    TOMAN,
    Banknote,
    DiscountRule,
    SaleTax,
    ShelfPrice,
)
from marketplace.pardis.till.models.sales import (
    CounterSale,
    Flag,
    LineSettlement,
    Return,
    ReturnLine,
    SaleLine,
    SalePayment,
    SaleShare,
    SettlementKind,
    Tender,
)
from marketplace.pardis.till.models.shifts import CashCount, Drop, Shift, ShiftState, Till

__all__ = [
    "CURRENCY",
    "TOMAN",
    "Banknote",
    "CashCount",
    "DiscountRule",
    "Drop",
    "Exhibition",
    "Flag",
    "Return",
    "ReturnLine",
    "CounterSale",
    "SaleLine",
    "SalePayment",
    "SaleShare",
    "SaleTax",
    "LineSettlement",
    "SettlementKind",
    "Shift",
    "ShiftState",
    "ShelfPrice",
    "Tender",
    "Till",
]
