"""Writing tables as files that spreadsheets open, row by row, however long they are."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketplace.core.calendars import TEHRAN, numeric_day
from marketplace.core.late import late
from marketplace.core.money import Money, exponent
from marketplace.desk.models import FileKind
from marketplace.localisation.languages import language

if TYPE_CHECKING:
    import openpyxl
    import openpyxl.cell.cell
    import openpyxl.styles
    import openpyxl.utils
else:
    openpyxl = late("openpyxl")

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
TYPES = {
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDEST = 60
Rows = Iterable[Sequence[Any]]


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, also behind spaces."""
    return "'" + text if text.lstrip(" \ufeff").startswith(FORMULA) else text


def write(file: Path, kind: FileKind, heads: Sequence[object], rows: Rows) -> int:
    """How many rows were written, without the heads."""
    if kind is FileKind.CSV:
        return _write_csv(file, heads, rows)
    return _write_xlsx(file, heads, rows, rtl=language() == "fa")


def plain(value: Any) -> str | int | Decimal:
    """A value as a cell holds it: numbers stay numbers, money its figure, a day is written in the
    calendar of the reader, all else is text."""
    if value is None:
        return ""
    if isinstance(value, Money):
        places = exponent(value.currency)
        return Decimal(value.minor).scaleb(-places)
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, datetime):
        local = value.astimezone(TEHRAN)
        return f"{numeric_day(local.date())} {local:%H:%M}"
    if isinstance(value, date):
        return numeric_day(value)
    return str(value)


def _write_csv(file: Path, heads: Sequence[object], rows: Rows) -> int:
    count = 0
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([harmless(str(head)) for head in heads])
        for row in rows:
            cells = (plain(value) for value in row)
            writer.writerow([harmless(c) if isinstance(c, str) else c for c in cells])
            count += 1
    return count


def _write_xlsx(file: Path, heads: Sequence[object], rows: Rows, *, rtl: bool) -> int:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.sheet_view.rightToLeft = rtl
    sheet.freeze_panes = "A2"
    for place, head in enumerate(heads, start=1):
        width = min(WIDEST, max(12, len(str(head)) + 4))
        sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].width = width
    sheet.append([_cell(sheet, str(head), bold=True) for head in heads])
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, plain(value)) for value in row])
        count += 1
    book.save(file)
    return count


def _cell(sheet: Any, value: str | int | Decimal, *, bold: bool = False) -> Any:
    """Text is marked as text, so that nothing in it is ever worked out."""
    if not isinstance(value, str):
        return openpyxl.cell.WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # it takes decimals
    cell = openpyxl.cell.WriteOnlyCell(
        sheet, openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", value)
    )
    cell.data_type = "s"
    if bold:
        cell.font = openpyxl.styles.Font(bold=True)
    return cell
