"""Rules of the day, shifts, sales and what came back."""

from marketplace.pardis.till.models.rules import (
    CURRENCY,
    TOMAN,
    Banknote,
    DiscountRule,
    SaleTax,
    ShelfPrice,
)
from marketplace.pardis.till.models.sales import (
    Flag,
    Return,
    ReturnLine,
    Sale,
    SaleLine,
    SalePayment,
    SaleShare,
    Settlement,
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
    "Flag",
    "Return",
    "ReturnLine",
    "Sale",
    "SaleLine",
    "SalePayment",
    "SaleShare",
    "SaleTax",
    "Settlement",
    "SettlementKind",
    "Shift",
    "ShiftState",
    "ShelfPrice",
    "Tender",
    "Till",
]
