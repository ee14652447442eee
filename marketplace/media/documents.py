"""Papers that people send: what they are is told from their content, never from their name."""

from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from marketplace.core.errors import Invalid
from marketplace.media.scanning import refuse_harmful

MOST_BYTES = 10 * 1024 * 1024
KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


@dataclass(frozen=True)
class Document:
    """A file with its name as the sender knows it and its type."""

    name: str
    content: bytes
    kind: str


def read_document(upload: FileStorage | None, field: str = "file") -> Document:
    """Raises Invalid for what is missing, too large, of another kind or harmful. Never call it
    inside a transaction: a scanner may be asked."""
    if upload is None or not upload.filename:
        raise Invalid(_("Choose a file: PDF, JPEG or PNG."), field=field)
    content = upload.stream.read(MOST_BYTES + 1)
    upload.close()
    if len(content) > MOST_BYTES:
        raise Invalid(_("This file is larger than 10 MB."), field=field)
    kind = next((kind for opening, kind in KINDS if content.startswith(opening)), None)
    if kind is None:
        raise Invalid(_("This is not a PDF, JPEG or PNG file."), field=field)
    refuse_harmful(content, field)
    return Document(upload.filename, content, kind)
