"""What an administrator says about a gate."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from marketplace.core.forms import Form, Required, options


class GateForm(Form):
    """`seen` is the number of the word that stood on the page."""

    opened = RadioField(
        _("Decision"),
        [Required(_("Say whether it may be used."))],
        choices=options(
            [("yes", _("Cards may lawfully be used")), ("no", _("Cards may not be used"))]
        ),
    )
    reason = TextAreaField(
        _("Reason"),
        [
            Required(_("Say on what this rests.")),
            Length(min=10, max=1000, message=_("Write 10 to 1,000 characters.")),
        ],
        description=_("Which company holds the account, where it is established, who advised."),
    )
    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
