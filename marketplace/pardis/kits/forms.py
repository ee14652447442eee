"""What is typed where kits are made up, handed out and taken back."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from marketplace.core.forms import Form, Required, WholeNumberField
from marketplace.localisation.languages import local_text
from marketplace.pardis.kits.models import Handover


class LineForm(Form):
    name_fa = StringField(_("Name in Persian"), [Required(), Length(max=120)])
    name_en = StringField(_("Name in English"), [Required(), Length(max=120)])
    quantity = WholeNumberField(_("For each trainee"), [Required()], least=1, most=10_000)
    lent = BooleanField(_("It is lent, and comes back at the end."))


class HandOutForm(Form):
    signed = StringField(_("Signed by who takes it"), [Required(), Length(max=120)])


class BackForm(Form):
    """The base; `back_form` adds a field for each thing that was lent."""

    signed = StringField(_("Signed by who brings it"), [Required(), Length(max=120)])
    reason = StringField(_("Why something is missing"), [Length(max=300)])

    def counts(self) -> dict[int, int]:
        return {
            int(name.removeprefix("back_")): field.data or 0
            for name, field in self._fields.items()
            if name.startswith("back_")
        }


def back_form(lent: Sequence[Handover], **given: Any) -> Any:
    """With how much of each thing has come back; all of it unless something else is typed."""
    fields = {
        f"back_{one.id}": WholeNumberField(
            local_text(one.line.names), [Required()], most=one.quantity, default=one.quantity
        )
        for one in lent
    }
    return type("BackOfForm", (BackForm,), fields)(**given)
