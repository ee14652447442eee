"""What a buyer may say about her order."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import TextAreaField
from wtforms.validators import Length

from marketplace.core.forms import Form, Required

LONGEST = 2000


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
    file = FileField(
        _("Proof of payment"),
        [Required(_("Choose a file: PDF, JPEG or PNG."))],
        description=_("PDF, JPEG or PNG, up to 10 MB."),
    )
