"""Papers: one typst template and its data in, one PDF/A-3a and PDF/UA-1 file out.

Data travel as JSON, so nothing that people typed is ever read as markup. Everything runs inside
this process and reads nothing but the templates and fonts of this project.
"""

import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketplace.core.db import Json
from marketplace.core.late import late

if TYPE_CHECKING:
    import typst
else:
    typst = late("typst")

TEMPLATES = Path(__file__).parents[2] / "templates" / "papers"
FONTS = Path(__file__).parent / "fonts"
SUBSTITUTE = "?"
INVISIBLE = {"\n", "\u200c", "\u200d", "\u200e", "\u200f"}


def render(template: str, data: Json) -> bytes:
    """The paper. Characters that no font of ours has are shown as near as can be (`printable`)."""
    made = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False)},
        pdf_standards=["a-3a", "ua-1"],
    )
    return bytes(made)


def printable(text: str) -> str:
    """The text in characters that our fonts can show: composed, else without its marks, else a
    question mark where the character stood. Control characters become spaces."""
    return "".join(_shown(char) for char in unicodedata.normalize("NFC", text))


def _shown(char: str) -> str:
    if char in INVISIBLE or ord(char) in _coverage():
        return char
    if char.isspace() or unicodedata.category(char) in {"Cc", "Cf"}:
        return " "
    plain = "".join(
        part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part)
    )
    if plain and all(ord(part) in _coverage() for part in plain):
        return plain
    return "" if unicodedata.combining(char) else SUBSTITUTE


@cache
def _coverage() -> frozenset[int]:
    found: set[int] = set()
    for line in (FONTS / "coverage.txt").read_text().split():
        first, last = line.split("-")
        found |= set(range(int(first, 16), int(last, 16) + 1))
    return frozenset(found)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value
