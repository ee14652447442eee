"""When a maker works."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField, ValidationError
from wtforms.validators import Length, Optional

from marketplace.core.forms import DayField, Form, Required, WholeNumberField

FIRST = 5
"""Saturday, as the Iranian week goes; Monday is 0."""
ORDER = [(FIRST + day) % 7 for day in range(7)]


class WeekForm(Form):
    """Minutes of each day of the week, and from when on."""

    starts_on = DayField(_("Holds from"), [Required()])
    day_5 = WholeNumberField(_("Saturday"), [Required()], most=960)
    day_6 = WholeNumberField(_("Sunday"), [Required()], most=960)
    day_0 = WholeNumberField(_("Monday"), [Required()], most=960)
    day_1 = WholeNumberField(_("Tuesday"), [Required()], most=960)
    day_2 = WholeNumberField(_("Wednesday"), [Required()], most=960)
    day_3 = WholeNumberField(_("Thursday"), [Required()], most=960)
    day_4 = WholeNumberField(_("Friday"), [Required()], most=960)

    def minutes(self) -> list[int]:
        """From Monday."""
        return [self[f"day_{day}"].data for day in range(7)]

    @property
    def days(self) -> list[Any]:
        return [self[f"day_{day}"] for day in ORDER]


class AbsenceForm(Form):
    first_day = DayField(_("First day"), [Required()])
    last_day = DayField(_("Last day"), [Required()])
    reason = StringField(_("Reason"), [Optional(), Length(max=200)])

    def validate_last_day(self, field: Any) -> None:
        if field.data and self.first_day.data and field.data < self.first_day.data:
            raise ValidationError(_("The last day lies before the first."))
