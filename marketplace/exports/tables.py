"""The tables of goods on papers."""

from decimal import Decimal

from marketplace.core.db import Json
from marketplace.core.money import Money, exponent
from marketplace.exports.figures import Figures, Line
from marketplace.exports.parties import either, en, fa
from marketplace.localisation import formats

PACKAGES = {
    "CT": ("carton", "کارتن"),
    "BX": ("box", "جعبه"),
    "CS": ("case", "صندوق"),
    "RO": ("roll", "لوله"),
    "PX": ("pallet", "پالت"),
    "BG": ("bag", "کیسه"),
    "TU": ("tube", "استوانه"),
}
"""Kinds of packages by their UN/ECE Recommendation 21 code."""


def invoice_goods(figures: Figures) -> Json:
    currency = figures.freight.currency
    return {
        "columns": [
            _column("No.", "ردیف"),
            _column("Description, maker, SKU", "شرح کالا، هنرمند", wide=True),
            _column("HS code", "کد تعرفه"),
            _column("Origin", "مبدأ"),
            _column("Qty", "تعداد", end=True),
            _column("Unit", "واحد"),
            _column("Net kg", "وزن خالص", end=True),
            _column(f"Unit price {currency}", "قیمت واحد", end=True),
            _column(f"Amount {currency}", "مبلغ", end=True),
        ],
        "rows": [
            [*_what(line), kilograms(line.net_grams), amount(line.unit_price), amount(line.total)]
            for line in figures.lines
        ],
        "sums": [
            "",
            "Goods",
            "",
            "",
            str(figures.pieces),
            "",
            kilograms(figures.net_grams),
            "",
            amount(figures.goods),
        ],
    }


def packed_goods(figures: Figures) -> Json:
    gross = kilograms(figures.box.gross_grams) if figures.box else "unknown"
    return {
        "columns": [
            _column("No.", "ردیف"),
            _column("Contents, maker, SKU", "محتوا، هنرمند", wide=True),
            _column("HS code", "کد تعرفه"),
            _column("Origin", "مبدأ"),
            _column("Qty", "تعداد", end=True),
            _column("Unit", "واحد"),
            _column("Net kg", "وزن خالص", end=True),
            _column("Gross kg", "وزن ناخالص", end=True),
        ],
        "rows": [[*_what(line), kilograms(line.net_grams), ""] for line in figures.lines],
        "sums": [
            "",
            "One package",
            "",
            "",
            str(figures.pieces),
            "",
            kilograms(figures.net_grams),
            gross,
        ],
    }


def kilograms(grams: int) -> str:
    return formats.format_number(Decimal(grams) / 1000, "en", places=3)


def amount(money: Money) -> str:
    return formats.format_number(money.decimal, "en", places=exponent(money.currency))


def _what(line: Line) -> list[object]:
    variant = either(line.variants, "en")
    title = either(line.titles, "en") + (f", {variant}" if variant else "")
    lines = [fa(line.titles["fa"])] if line.titles.get("fa") else []
    maker = either(line.makers, "en")
    lines.append(en(f"{maker}, {line.sku}" if maker else line.sku))
    hs_code = line.hs_code[:4] + "." + line.hs_code[4:] if line.hs_code else "unknown"
    description = {"title": en(title), "lines": lines}
    return [
        str(line.position),
        description,
        hs_code,
        line.origin,
        str(line.quantity),
        line.unit,
    ]


def _column(english: str, persian: str, *, end: bool = False, wide: bool = False) -> Json:
    return {"label": [english, persian], "end": end, "wide": wide}
