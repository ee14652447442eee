"""What planners, trainers and trainees type."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.form import Form as PlainForm
from wtforms.validators import Length, Optional, Regexp, ValidationError

from marketplace.core.calendars import TEHRAN
from marketplace.core.differences import VersionedForm
from marketplace.core.digits import to_language
from marketplace.core.forms import (
    DayField,
    Form,
    PhoneField,
    Required,
    TimeOfDayField,
    WholeNumberField,
    options,
    row_id,
)
from marketplace.localisation.languages import language, local_text
from marketplace.localisation.places import choices as places
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import Course, Lesson, Level, Mark, Sex, Term
from marketplace.pardis.training.services.attending import Marking
from marketplace.pardis.training.services.courses import CourseDetails, RuleDetails, rule_of
from marketplace.pardis.training.services.joining import TraineeDetails
from marketplace.pardis.training.services.planning import GroupPlan
from marketplace.pardis.training.words import LEVELS, MARKS, SEASONS, SEXES, WEEKDAYS

NOBODY = ""


class CourseForm(VersionedForm):
    """What is taught, for how long, and what it takes to pass."""

    code = StringField(
        _("Code"),
        [
            Required(),
            Length(max=20),
            Regexp("^[A-Z0-9]+$", message=_("Capital letters and digits, like RSH1.")),
        ],
    )
    name_fa = StringField(_("Name in Persian"), [Required(), Length(max=120)])
    name_en = StringField(_("Name in English"), [Required(), Length(max=120)])
    craft_id = SelectField(_("Craft"), [Required()])
    level = SelectField(_("Level"), [Required()], choices=options(LEVELS.items()))
    hours = WholeNumberField(_("Hours"), [Required()], least=1, most=1000)
    standard_code = StringField(_("Code of the skill standard"), [Length(max=40)])
    summary_fa = TextAreaField(_("What one learns, in Persian"), [Required(), Length(max=1000)])
    summary_en = TextAreaField(_("What one learns, in English"), [Required(), Length(max=1000)])
    kit_fa = StringField(_("Materials, in Persian"), [Length(max=300)])
    kit_en = StringField(_("Materials, in English"), [Length(max=300)])
    attendance_pct = WholeNumberField(_("Attendance needed, %"), [Required()], most=100)
    practical_pct = WholeNumberField(_("Weight of the practical part, %"), [Required()], most=100)
    practical_least = WholeNumberField(
        _("Least mark of the practical part"), [Required()], most=100
    )
    theory_least = WholeNumberField(_("Least mark in theory"), [Required()], most=100)
    widest_gap = WholeNumberField(
        _("Widest difference between two assessors"), [Required()], least=1, most=100
    )
    valid_months = WholeNumberField(_("Months a certificate holds"), least=1, most=600)
    prerequisite = SelectField(_("Comes after"), [Optional()])

    def __init__(self, *args: Any, crafts: Any, course: Course | None = None, **kw: Any) -> None:
        super().__init__(*args, data=_of(course), **kw)
        self.craft_id.choices = options((c.id, local_text(c.names)) for c in crafts)
        others = [one for one in queries.courses() if one is not course]
        self.prerequisite.choices = options(
            [(NOBODY, gettext("No other course")), *((c.code, local_text(c.names)) for c in others)]
        )

    def details(self) -> CourseDetails:
        """With the code of the course before it, or an empty one."""
        return CourseDetails(
            code=self.code.data,
            craft_id=self.craft_id.data,
            level=Level(self.level.data),
            names={"fa": self.name_fa.data, "en": self.name_en.data},
            summaries={"fa": self.summary_fa.data, "en": self.summary_en.data},
            kit={"fa": self.kit_fa.data or "", "en": self.kit_en.data or ""},
            standard_code=self.standard_code.data or "",
            hours=self.hours.data,
            prerequisite=self.prerequisite.data or "",
            rule=RuleDetails(**{each.name: self[each.name].data for each in fields(RuleDetails)}),
        )


def _of(course: Course | None) -> dict[str, Any]:
    if course is None:
        return vars(RuleDetails())
    before = course.prerequisite
    plain = ("code", "craft_id", "hours", "standard_code")
    texts = {"name": course.names, "summary": course.summaries, "kit": course.kit}
    return {
        **{name: getattr(course, name) for name in plain},
        **vars(rule_of(course)),
        **{f"{name}_{lang}": text.get(lang) for name, text in texts.items() for lang in text},
        "level": course.level.value,
        "prerequisite": before.code if before else NOBODY,
        "version": course.version,
    }


class GroupForm(Form):
    """How a course is to be held in a term."""

    course = SelectField(_("Course"), [Required()])
    term = SelectField(_("Term"), [Required()], coerce=row_id)
    room_id = SelectField(_("Room"), [Required()], coerce=row_id)
    trainer_id = SelectField(_("Trainer"), [Optional()])
    weekdays = SelectMultipleField(
        _("Days of the week"),
        [Required(_("Choose at least one day."))],
        coerce=int,
        choices=options(WEEKDAYS.items()),
    )
    starts_on = DayField(_("First day"), [Required()])
    starts_at = TimeOfDayField(_("Begins at"), [Required()])
    minutes = WholeNumberField(_("Minutes of a session"), [Required()], least=15, most=720)
    capacity = WholeNumberField(_("Seats"), [Required()], least=1, most=200)
    minimum = WholeNumberField(_("Least number of people"), [Required()], least=1, most=200)

    def __init__(self, *args: Any, terms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course.choices = options((c.code, local_text(c.names)) for c in queries.courses())
        self.term.choices = options((term.id, term_name(term)) for term in terms)
        _choose_room_and_trainer(self)

    def validate_minimum(self, field: WholeNumberField) -> None:
        if field.data and self.capacity.data and field.data > self.capacity.data:
            raise ValidationError(gettext("This is more than there are seats."))

    def plan(self) -> GroupPlan:
        return GroupPlan(
            room_id=self.room_id.data,
            trainer_id=int(self.trainer_id.data) if self.trainer_id.data else None,
            weekdays=self.weekdays.data,
            starts_on=self.starts_on.data,
            starts_at=self.starts_at.data,
            minutes=self.minutes.data,
            capacity=self.capacity.data,
            minimum=self.minimum.data,
        )


class RoomForm(Form):
    """A room of the centre."""

    code = StringField(_("Code"), [Required(), Length(max=20)])
    name_fa = StringField(_("Name in Persian"), [Required(), Length(max=120)])
    name_en = StringField(_("Name in English"), [Required(), Length(max=120)])
    places = WholeNumberField(_("People it holds"), [Required()], least=1, most=500)


class MoveForm(Form):
    """Where and when a session takes place instead."""

    day = DayField(_("Day"), [Required()])
    at = TimeOfDayField(_("Begins at"), [Required()])
    room_id = SelectField(_("Room"), [Required()], coerce=row_id)
    trainer_id = SelectField(_("Trainer"), [Optional()])

    def __init__(self, *args: Any, lesson: Lesson, **kwargs: Any) -> None:
        here = lesson.starts_at.astimezone(TEHRAN)
        data = {
            "day": here.date(),
            "at": here.time(),
            "room_id": lesson.room_id,
            "trainer_id": str(lesson.trainer_id or NOBODY),
        }
        super().__init__(*args, data=data, **kwargs)
        _choose_room_and_trainer(self)

    def starts_at(self) -> datetime:
        return datetime.combine(self.day.data, self.at.data, TEHRAN)

    def trainer(self) -> int | None:
        return int(self.trainer_id.data) if self.trainer_id.data else None


class MakeUpForm(Form):
    """One more session."""

    day = DayField(_("Day"), [Required()])
    at = TimeOfDayField(_("Begins at"), [Required()])
    topic = StringField(_("What it is about"), [Required(), Length(max=200)])

    def starts_at(self) -> datetime:
        return datetime.combine(self.day.data, self.at.data, TEHRAN)


class CallOffForm(Form):
    reason = StringField(
        _("Why, in words for those who are enrolled"), [Required(), Length(max=300)]
    )


class JoinForm(Form):
    """Who learns, and how she is reached."""

    name = StringField(_("First and family name"), [Required(), Length(max=120)])
    phone = PhoneField(_("Telephone"), [Required()])
    sex = SelectField(_("Woman or man"), [Required()], choices=options(SEXES.items()))
    place_id = SelectField(_("Where she lives"), [Required()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place_id.choices = options(places())

    def details(self) -> TraineeDetails:
        return TraineeDetails(
            name=self.name.data,
            phone=self.phone.data,
            sex=Sex(self.sex.data),
            place_id=self.place_id.data,
        )


class EnrolForm(JoinForm):
    """The same, entered by staff for somebody without an account."""

    priority = WholeNumberField(_("Priority in the queue"), [Required()], most=9)


class MarkForm(PlainForm):
    """One line of the sheet."""

    enrolment_id = HiddenField()
    seen = HiddenField()
    mark = RadioField(
        choices=options((mark.value, words) for mark, (words, _letter, _kind) in MARKS.items()),
        validators=[Optional()],
    )


class SheetForm(Form):
    lines = FieldList(FormField(MarkForm), max_entries=200)

    def markings(self) -> list[Marking]:
        """The lines that say something. ValueError where ids or versions are no numbers."""
        return [
            Marking(row_id(line.enrolment_id.data), Mark(line.mark.data), int(line.seen.data or 0))
            for line in self.lines
            if line.mark.data
        ]


def term_name(term: Term) -> str:
    year = to_language(str(term.year), language())
    return str(gettext("%(season)s %(year)s", season=SEASONS[term.season], year=year))


def _choose_room_and_trainer(form: GroupForm | MoveForm) -> None:
    form.room_id.choices = options((r.id, local_text(r.names)) for r in queries.rooms())
    people = [(str(user.id), user.name) for user in queries.trainers()]
    form.trainer_id.choices = options([(NOBODY, gettext("Nobody yet")), *people])
