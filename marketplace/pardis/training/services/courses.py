"""What is taught."""

from dataclasses import dataclass

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.db import Texts, db
from marketplace.core.errors import Conflict, Invalid
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import Course, Level, Room


@dataclass(frozen=True)
class CourseDetails:
    """Percentages are whole numbers; `prerequisite` is the code of the course before, or empty."""

    code: str
    craft_id: str
    level: Level
    names: Texts
    summaries: Texts
    kit: Texts
    standard_code: str
    hours: int
    attendance_pct: int
    practical_pct: int
    least_pct: int
    prerequisite: str


def enter(details: CourseDetails, by: User) -> Course:
    course = Course()
    _write(course, details)
    db.session.add(course)
    audit.record(by, "course.entered", course)
    return course


def revise(course: Course, details: CourseDetails, seen: int, by: User) -> None:
    """What was held by the old rule keeps its results; what is held now goes by the new one.
    `Conflict` where the locked course is not at the version that was `seen` any more."""
    if course.version != seen:
        raise Conflict(_("Somebody saved these details after you opened them."))
    before = {"hours": course.hours, "attendance_pct": course.attendance_pct}
    _write(course, details)
    after = {"hours": course.hours, "attendance_pct": course.attendance_pct}
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
        if name != "prerequisite":
            setattr(course, name, value)
    course.prerequisite = before


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
