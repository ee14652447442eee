"""What assessors and coordinators type."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    MultipleFileField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.form import Form as PlainForm
from wtforms.validators import Length

from marketplace.core.forms import (
    DecimalNumberField,
    Form,
    Required,
    WholeNumberField,
    options,
    row_id,
)
from marketplace.pardis.training import queries
from marketplace.pardis.training.assessing.services import Correction, Marks
from marketplace.pardis.training.models import Assessment, Group, Result


class MarksForm(Form):
    """What one assessor found."""

    practical = WholeNumberField(_("Practical part, of 100"), [Required()], most=100)
    theory = WholeNumberField(_("Theory, of 100"), [Required()], most=100)
    notes = TextAreaField(_("What you saw"), [Length(max=2000)])
    pictures = MultipleFileField(_("Pictures of the work"))
    remove = SelectMultipleField(_("Take out"), coerce=int, validate_choice=False)
    seen = HiddenField()

    def __init__(self, *args: Any, mine: Assessment | None, **kwargs: Any) -> None:
        super().__init__(*args, obj=mine, data={"pictures": [], "remove": []}, **kwargs)
        if not self.is_submitted():
            self.seen.data = str(mine.version if mine else 0)

    def marks(self) -> Marks:
        """ValueError where the version is no number."""
        return Marks(
            practical=self.practical.data,
            theory=self.theory.data,
            notes=self.notes.data or "",
            seen=int(self.seen.data or 0),
        )


class AssessorForm(Form):
    """Who assesses a group besides its trainer."""

    user_id = SelectField(_("Second assessor"), [Required()], coerce=row_id)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = [user for user in queries.trainers() if user.id != group.trainer_id]
        self.user_id.choices = options((user.id, user.name) for user in self.people)


class LineForm(PlainForm):
    """One person whose result may be published."""

    enrolment_id = HiddenField()
    seen = HiddenField()
    take = BooleanField()


class PublishForm(Form):
    lines = FieldList(FormField(LineForm), max_entries=200)

    def seen(self) -> dict[int, str]:
        """What marks the coordinator saw, by enrolment; none where an id is no id."""
        try:
            return {
                row_id(line.enrolment_id.data): str(line.seen.data or "")
                for line in self.lines
                if line.take.data
            }
        except ValueError:
            return {}


class CorrectionForm(Form):
    """Other marks for a published result, and why."""

    practical = DecimalNumberField(_("Practical part, of 100"), [Required()], most=100, places=2)
    theory = DecimalNumberField(_("Theory, of 100"), [Required()], most=100, places=2)
    reason = TextAreaField(_("Why, in words for the trainee"), [Required(), Length(max=300)])
    seen = HiddenField()

    def __init__(self, *args: Any, result: Result, **kwargs: Any) -> None:
        data = {"practical": result.practical, "theory": result.theory, "seen": result.id}
        super().__init__(*args, data=data, **kwargs)

    def correction(self) -> Correction:
        return Correction(
            self.practical.data, self.theory.data, self.reason.data, self.seen.data or ""
        )
