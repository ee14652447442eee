"""Files that are no lists: a clear word, and no more memory than the file is worth."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from marketplace.core.errors import Invalid
from marketplace.desk.intakes import reading
from tests.desk.test_intakes import as_xlsx

ROW = b"<row><c t='inlineStr'><is><t>aaaaaaaaaaaaaaaa</t></is></c></row>"


def zipped(**parts: bytes) -> bytes:
    """A real workbook with some of its parts put in the place of others."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(as_xlsx(["a"]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            short = name.rsplit("/", 1)[-1].partition(".")[0]
            new.writestr(name, parts.get(short) or old.read(name))
    return out.getvalue()


def bomb() -> bytes:
    return zipped(sheet1=b"<worksheet><sheetData>" + ROW * 700_000)


def merged() -> bytes:
    book, out = Workbook(), BytesIO()
    book.active.append(["SKU", "", "On hand"])
    book.active.merge_cells("A1:B1")
    book.save(out)
    return out.getvalue()


def entities() -> bytes:
    return zipped(workbook=b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><workbook>&a;</workbook>")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\n ", "is empty"),
        (b"\n,,\n,", "Nothing stands"),
        (b"a" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel file"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"%PDF-1.7\0\0", "no CSV or XLSX"),
        (b"\x89PNG\r\n\x1a\n\0", "no CSV or XLSX"),
        ("نام".encode("cp1256"), "cannot be read"),
        (b'"' + b"x" * 200_000, "no CSV or XLSX"),
        (b"a\n" * 3000, "more than 2000 rows"),
        (b"a," * 60 + b"b", "more than 40 columns"),
        (merged(), "merged"),
        (entities(), "damaged"),
        (zipped(workbook=b"<nonsense"), "damaged"),
        (as_xlsx(*[["a"]] * 2500), "more than 2000 rows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_list_is_refused_in_words(app, content: bytes, words: str) -> None:
    with app.test_request_context("/en/"), pytest.raises(Invalid, match=words):
        reading.lines_of(content)


def test_what_would_unpack_to_far_too_much_is_not_unpacked(app) -> None:
    content = bomb()
    assert len(content) < reading.MOST_BYTES
    tracemalloc.start()
    with app.test_request_context("/en/"), pytest.raises(Invalid, match="far too much"):
        reading.lines_of(content)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 8 * 1024 * 1024


def test_a_formula_is_told_apart_from_its_value(app) -> None:
    with app.test_request_context("/en/"):
        first, second = reading.lines_of(as_xlsx(["a", "b"], [1, "=1+1"]))
    assert (first.formulas, second.formulas) == (frozenset(), {1})


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_of_any_country_is_read(app, mark: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        content = f"كد{mark}نام\n۱{mark}زهرا\n".encode(encoding)
        with app.test_request_context("/en/"):
            lines = reading.lines_of(content)
        assert [line.cells for line in lines] == [["کد", "نام"], ["۱", "زهرا"]]
