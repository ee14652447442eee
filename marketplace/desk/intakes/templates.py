"""An empty list to fill in: the heads in the reader's language and one row as an example."""

import tempfile
from pathlib import Path

from marketplace.desk import sheets
from marketplace.desk.intakes.kinds import Kind
from marketplace.desk.models import FileKind
from marketplace.localisation.languages import language


def template_of(kind: Kind, file_kind: FileKind) -> bytes:
    lang = language()
    heads = [cell.heads[lang] for cell in kind.cells]
    sample = [cell.sample[lang] for cell in kind.cells]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template"
        sheets.write(path, file_kind, heads, [sample])
        return path.read_bytes()
