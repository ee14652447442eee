"""Reading spreadsheets that somebody sends, whatever is in them. Memory is bounded: a file is
small, what it unpacks to is known before it is unpacked, and rows are counted as they are read."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from marketplace.core.errors import Invalid
from marketplace.core.forms import tidy
from marketplace.core.late import late

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = late("openpyxl")

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 300
MOST_ROWS = 2000
MOST_COLUMNS = 40
LONGEST_CELL = 2000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
PIECE = 64 * 1024


@dataclass(frozen=True)
class Line:
    """A row of the file by its number, which counts the heads as 1. `formulas` are the places, from
    0, of cells that a spreadsheet works out."""

    number: int
    cells: list[str]
    formulas: frozenset[int] = frozenset()


def lines_of(content: bytes) -> list[Line]:
    """The rows of the first sheet in which anything stands. Invalid says in words why a file cannot
    be read."""
    if len(content) > MOST_BYTES:
        raise Invalid(_("This file is larger than 2 MB. Divide it."), field="file")
    if not content.strip():
        raise Invalid(_("This file is empty."), field="file")
    if content.startswith(OLD_EXCEL):
        raise Invalid(
            _("This is an old Excel file, or one with a password. Save it as XLSX without one."),
            field="file",
        )
    found = _of_xlsx(content) if content.startswith(b"PK") else _of_csv(content)
    lines = []
    for line in found:
        if any(line.cells):
            lines.append(line)
        if len(lines) > MOST_ROWS + 1:
            raise Invalid(
                _("This file has more than %(n)s rows. Divide it.", n=MOST_ROWS), field="file"
            )
    if not lines:
        raise Invalid(_("Nothing stands in this file."), field="file")
    return lines


def _of_csv(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield Line(reader.line_num, [_text(cell) for cell in _few(row)])
    except csv.Error:
        raise Invalid(_("This is no CSV or XLSX file."), field="file") from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in content:
        raise Invalid(_("This is no CSV or XLSX file."), field="file")
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Invalid(
            _("The letters of this file cannot be read. Save it as “CSV UTF-8” or as XLSX."),
            field="file",
        ) from None


def _of_xlsx(content: bytes) -> Iterator[Line]:
    """Whatever is broken in a workbook, its library says so in many ways; all of them mean that
    it cannot be read."""
    try:
        _refuse_bombs(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        _refuse_merged(content, sheet)
        rows = sheet.iter_rows(max_row=MOST_ROWS + 1000, max_col=MOST_COLUMNS + 1)
        for number, row in enumerate(rows, start=1):
            cells = [_text(cell.value) for cell in _few(row)]
            formulas = [n for n, cell in enumerate(row) if getattr(cell, "data_type", "") == "f"]
            yield Line(number, cells, frozenset(formulas))
    except Invalid:
        raise
    except Exception:
        raise Invalid(_("This XLSX file is damaged, or none at all."), field="file") from None


def _refuse_bombs(content: bytes) -> None:
    """Before anything is unpacked: how much it would be, and whether it says things of its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Invalid(_("This file unpacks to far too much. Divide it."), field="file")
        for part in parts:
            if part.flag_bits & 1:
                raise Invalid(_("This file has a password. Save it without one."), field="file")
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as opened:
                    if b"<!DOCTYPE" in opened.read(PIECE):
                        raise Invalid(_("This XLSX file is damaged, or none at all."), field="file")


def _refuse_merged(content: bytes, sheet: Any) -> None:
    """Merged cells hide which row a value belongs to."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(_part(sheet)) as opened:
        before = b""
        while piece := opened.read(PIECE):
            if b"<mergeCell " in before + piece:
                raise Invalid(
                    _("Cells of this sheet are merged. Part them, so that each row is whole."),
                    field="file",
                )
            before = piece[-20:]


def _part(sheet: Any) -> str:
    return str(sheet._worksheet_path).lstrip("/")


def _few(row: Any) -> list[Any]:
    """The cells of a row; one with far too many is no row of a list."""
    cells = list(row)
    if len(cells) > MOST_COLUMNS and any(_text(_value(c)) for c in cells[MOST_COLUMNS:]):
        raise Invalid(_("This sheet has more than %(n)s columns.", n=MOST_COLUMNS), field="file")
    return cells[:MOST_COLUMNS]


def _value(cell: Any) -> Any:
    return getattr(cell, "value", cell)


def _text(value: Any) -> str:
    """As people would have typed it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(tidy(str(value)))[:LONGEST_CELL]
