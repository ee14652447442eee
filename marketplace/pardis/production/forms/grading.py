"""The inspection sheet: its criteria are those of the craft."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import MultipleFileField, StringField
from wtforms.validators import Length, Optional

from marketplace.core.forms import DecimalNumberField, Form, Required, WholeNumberField
from marketplace.media.models import Picture
from marketplace.pardis.production.models import Criterion, Grade
from marketplace.pardis.production.services.grading import WITH_LIMITS, Grades, Sheet

MOST_PICTURES = 6
LABELS = {Grade.A: _("Grade A"), Grade.B: _("Grade B")}


class GradeForm(Form):
    a = WholeNumberField(_("Grade A, export"), [Required()], most=10_000)
    b = WholeNumberField(_("Grade B, domestic"), [Required()], most=10_000)
    c = WholeNumberField(_("Grade C, poor"), [Required()], most=10_000)
    back = WholeNumberField(_("Of grade C, back for rework"), [Required()], most=10_000)
    reject = WholeNumberField(_("Rejected"), [Required()], most=10_000)
    note = StringField(_("Note"), [Optional(), Length(max=500)])
    pictures = MultipleFileField(_("Pictures"), [Optional()])
    criteria: Sequence[Criterion] = ()

    def grades(self) -> Grades:
        names = ("a", "b", "c", "reject", "back")
        return Grades(**{name: self[name].data for name in names})

    def sheet(self, pictures: Sequence[Picture]) -> Sheet:
        return Sheet(self.grades(), self._values(), pictures, self.note.data or "")

    def _values(self) -> list[tuple[Criterion, Grade, Decimal]]:
        return [
            (criterion, grade, self[name_of(criterion, grade)].data)
            for criterion in self.criteria
            for grade in WITH_LIMITS
            if self[name_of(criterion, grade)].data is not None
        ]


def name_of(criterion: Criterion, grade: Grade) -> str:
    """What the field of a criterion and grade is called, as services name it."""
    return f"{criterion.id}-{grade.value}"


def grade_form(criteria: Sequence[Criterion], **given: Any) -> GradeForm:
    """A form with a field for each criterion and each grade that has limits."""
    fields = {
        name_of(criterion, grade): DecimalNumberField(
            LABELS[grade], [Optional()], most=100_000, places=2
        )
        for criterion in criteria
        for grade in WITH_LIMITS
    }
    form: GradeForm = type("SheetForm", (GradeForm,), {**fields, "criteria": criteria})(
        data={"a": 0, "b": 0, "c": 0, "back": 0, "reject": 0}, **given
    )
    return form
