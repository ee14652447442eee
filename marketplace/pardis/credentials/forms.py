"""What coordinators type to give certificates out and to take them back, and what visitors look up."""

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.form import Form as PlainForm
from wtforms.validators import Length

from marketplace.core.forms import Form, Required, options, row_id, tidy
from marketplace.pardis.credentials.models import Ground
from marketplace.pardis.credentials.words import GROUNDS


class LineForm(PlainForm):
    """One person who is to have a certificate; `seen` is the result it stands on."""

    enrolment_id = HiddenField()
    seen = HiddenField()
    take = BooleanField()
    latin_name = StringField(_("Name in Latin letters"), [Length(max=120)], filters=[tidy])


class IssueForm(Form):
    lines = FieldList(FormField(LineForm), max_entries=200)

    def wishes(self) -> dict[int, tuple[str, str]]:
        """The result seen and the Latin name, by enrolment; none where an id is no id."""
        try:
            return {
                row_id(line.enrolment_id.data): (line.seen.data or "", line.latin_name.data or "")
                for line in self.lines
                if line.take.data
            }
        except ValueError:
            return {}


class RevokeForm(Form):
    """Why a certificate holds no more."""

    ground = SelectField(
        _("Why, as everybody reads it"), [Required()], choices=options(GROUNDS.items())
    )
    note = TextAreaField(_("Note for the centre"), [Required(), Length(max=500)])

    def reason(self) -> Ground:
        return Ground(self.ground.data)
