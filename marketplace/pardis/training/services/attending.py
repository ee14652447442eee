"""Who was there. A mark that somebody else changed meanwhile is shown, never overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, NotFound
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import (
    Attendance,
    EnrolmentState,
    Lesson,
    LessonState,
    Mark,
)

EARLY = timedelta(hours=1)
"""So long before a session the sheet may be filled in."""


@dataclass(frozen=True)
class Marking:
    """One line of a sheet; `seen` is the version of the mark it was filled in over, 0 for none."""

    enrolment_id: int
    mark: Mark
    seen: int


class MarkedElsewhere(Conflict):
    """Somebody marked the same people while this sheet was open."""

    def __init__(self, enrolment_ids: Sequence[int]) -> None:
        super().__init__(_("Somebody marked the same session meanwhile."))
        self.enrolment_ids = enrolment_ids


def mark(lesson: Lesson, sheet: Sequence[Marking], by: User) -> None:
    """Keep the sheet, or nothing of it. The session is locked by the caller. The same sheet sent
    twice counts once."""
    refuse_unmarkable(lesson)
    known = _known(lesson, sheet)
    changed = [line for line in sheet if _differs(line, known)]
    others = [line.enrolment_id for line in changed if line.seen != _version(line, known)]
    if others:
        raise MarkedElsewhere(others)
    for line in changed:
        keep(lesson, line, known.get(line.enrolment_id), by)
    held(lesson, {str(line.enrolment_id): line.mark.value for line in changed}, by)


def refuse_unmarkable(lesson: Lesson) -> None:
    if lesson.state is LessonState.CANCELLED:
        raise Conflict(_("This session was called off."))
    if lesson.starts_at - EARLY > now():
        raise Conflict(_("This session has not begun yet."))


def held(lesson: Lesson, marks: Mapping[str, str], by: User) -> None:
    """A session that somebody was marked at has been held."""
    if lesson.state is LessonState.PLANNED:
        lesson.state = LessonState.HELD
    if marks:
        after = {"session": lesson.number, "marks": dict(marks)}
        audit.record(by, "attendance.marked", lesson.group, after=after)


def _known(lesson: Lesson, sheet: Sequence[Marking]) -> Mapping[int, Attendance]:
    in_it = enrolled_in(lesson)
    if any(line.enrolment_id not in in_it for line in sheet):
        raise NotFound
    return marks_of(lesson)


def enrolled_in(lesson: Lesson) -> frozenset[int]:
    """The enrolments that can be marked."""
    people = queries.enrolments(lesson.group_id)
    return frozenset(one.id for one in people if one.state is EnrolmentState.ENROLLED)


def marks_of(lesson: Lesson) -> dict[int, Attendance]:
    """What is marked so far, by enrolment."""
    found = queries.attendance([lesson.id])
    return {enrolment_id: mark for (_lesson, enrolment_id), mark in found.items()}


def _differs(line: Marking, known: Mapping[int, Attendance]) -> bool:
    before = known.get(line.enrolment_id)
    return before is None or before.mark is not line.mark


def _version(line: Marking, known: Mapping[int, Attendance]) -> int:
    before = known.get(line.enrolment_id)
    return before.version if before else 0


def keep(lesson: Lesson, line: Marking, before: Attendance | None, by: User) -> Attendance:
    """The mark as it stands from now on. Whoever calls has seen what stood there."""
    if before is None:
        before = Attendance(lesson_id=lesson.id, enrolment_id=line.enrolment_id, version=0)
        db.session.add(before)
    before.mark, before.version = line.mark, before.version + 1
    before.marked_by, before.marked_at = by, now()
    return before
