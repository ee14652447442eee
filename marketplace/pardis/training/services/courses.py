"""What is taught."""

from dataclasses import dataclass, fields

from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.db import Texts, db
from marketplace.core.errors import Conflict, Invalid
from marketplace.pardis.training import queries
from marketplace.pardis.training.calendar import today_in_tehran
from marketplace.pardis.training.models import Course, Level, PassRule, Room


@dataclass(frozen=True)
class CourseDetails:
    """`prerequisite` is the code of the course before, or empty."""

    code: str
    craft_id: str
    level: Level
    names: Texts
    summaries: Texts
    kit: Texts
    standard_code: str
    hours: int
    prerequisite: str
    rule: "RuleDetails"


@dataclass(frozen=True)
class RuleDetails:
    """What it takes to pass, in whole per cent; `valid_months` is None for good."""

    attendance_pct: int = 80
    practical_pct: int = 75
    practical_least: int = 70
    theory_least: int = 50
    widest_gap: int = 20
    valid_months: int | None = None


def enter(details: CourseDetails, by: User) -> Course:
    course = Course()
    _write(course, details)
    db.session.add(course)
    audit.record(by, "course.entered", course, after={"rule": vars(details.rule)})
    return course


def revise(course: Course, details: CourseDetails, seen: int, by: User) -> None:
    """Groups that have begun go by the rule of the day they began; what begins from today on, by
    the new one. `Conflict` where the locked course is not at the version that was `seen` any more."""
    if course.version != seen:
        raise Conflict(_("Somebody saved these details after you opened them."))
    before = {"hours": course.hours, "rule": vars(rule_of(course))}
    _write(course, details)
    after = {"hours": course.hours, "rule": vars(details.rule)}
    audit.record(by, "course.revised", course, before=before, after=after)


def _write(course: Course, details: CourseDetails) -> None:
    known = {one.code: one for one in queries.courses()}
    namesake = known.get(details.code)
    if namesake is not None and namesake is not course:
        raise Invalid(_("Another course has this code."), field="code")
    before = known.get(details.prerequisite)
    if before is not None and _leads_to(course, before):
        raise Invalid(_("That course itself comes after this one."), field="prerequisite")
    for name, value in vars(details).items():
        if name not in {"prerequisite", "rule"}:
            setattr(course, name, value)
    course.prerequisite = before
    if not course.rules or rule_of(course) != details.rule:
        course.rules.append(PassRule(in_force_from=today_in_tehran(), **vars(details.rule)))
        flag_modified(course, "hours")  # so that the course has another version


def rule_of(course: Course) -> RuleDetails:
    """The newest rule, as a form shows it."""
    return RuleDetails(
        **{name.name: getattr(course.rule, name.name) for name in fields(RuleDetails)}
    )


def _leads_to(course: Course, before: Course) -> bool:
    """Whether `before` is the course itself, or comes after it."""
    step: Course | None = before
    while step is not None:
        if step is course:
            return True
        step = step.prerequisite
    return False


def add_room(code: str, names: Texts, places: int, by: User) -> Room:
    if any(room.code == code for room in queries.rooms()):
        raise Invalid(_("Another room has this code."), field="code")
    room = Room(code=code, names=names, places=places)
    db.session.add(room)
    audit.record(by, "room.added", room)
    return room
