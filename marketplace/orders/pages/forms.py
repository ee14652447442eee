"""What a buyer may say about her order."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import TextAreaField
from wtforms.validators import Length

from marketplace.core.errors import Invalid
from marketplace.core.forms import Form, Required

MOST_BYTES = 10 * 1024 * 1024
LONGEST = 2000
KINDS = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
)


class MessageForm(Form):
    text = TextAreaField(
        _("Your message"),
        [
            Required(_("Write what you would like to know.")),
            Length(max=LONGEST, message=_("Keep this under 2,000 characters.")),
        ],
    )


class CancelForm(Form):
    reason = TextAreaField(
        _("Why"), [Length(max=300, message=_("Keep this under 300 characters."))]
    )


class ProofForm(Form):
    file = FileField(_("Proof of payment"), description=_("PDF, JPEG or PNG, up to 10 MB."))


def read_proof(upload: FileStorage | None) -> tuple[str, bytes, str]:
    """Name, content and type of a proof, told from its content and never from its name."""
    if upload is None or not upload.filename:
        raise Invalid(_("Choose a file: PDF, JPEG or PNG."), field="file")
    content = upload.stream.read(MOST_BYTES + 1)
    upload.close()
    if len(content) > MOST_BYTES:
        raise Invalid(_("This file is larger than 10 MB."), field="file")
    for opening, kind, _ending in KINDS:
        if content.startswith(opening):
            return upload.filename, content, kind
    raise Invalid(_("This is not a PDF, JPEG or PNG file."), field="file")
