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
    if lesson.state is LessonState.CANCELLED:
        raise Conflict(_("This session was called off."))
    if lesson.starts_at - EARLY > now():
        raise Conflict(_("This session has not begun yet."))
    known = _known(lesson, sheet)
    changed = [line for line in sheet if _differs(line, known)]
    others = [line.enrolment_id for line in changed if line.seen != _version(line, known)]
    if others:
        raise MarkedElsewhere(others)
    for line in changed:
        _keep(lesson, line, known.get(line.enrolment_id), by)
    if lesson.state is LessonState.PLANNED:
        lesson.state = LessonState.HELD
    if changed:
        marks = {str(line.enrolment_id): line.mark.value for line in changed}
        audit.record(
            by,
            "attendance.marked",
            lesson.group,
            after={"session": lesson.number, "marks": marks},
        )


def _known(lesson: Lesson, sheet: Sequence[Marking]) -> Mapping[int, Attendance]:
    in_it = {
        enrolment.id
        for enrolment in queries.enrolments(lesson.group_id)
        if enrolment.state is EnrolmentState.ENROLLED
    }
    if any(line.enrolment_id not in in_it for line in sheet):
        raise NotFound
    found = queries.attendance([lesson.id])
    return {enrolment_id: mark for (_lesson, enrolment_id), mark in found.items()}


def _differs(line: Marking, known: Mapping[int, Attendance]) -> bool:
    before = known.get(line.enrolment_id)
    return before is None or before.mark is not line.mark


def _version(line: Marking, known: Mapping[int, Attendance]) -> int:
    before = known.get(line.enrolment_id)
    return before.version if before else 0


def _keep(lesson: Lesson, line: Marking, before: Attendance | None, by: User) -> None:
    if before is None:
        db.session.add(
            Attendance(
                lesson_id=lesson.id,
                enrolment_id=line.enrolment_id,
                mark=line.mark,
                marked_by_id=by.id,
            )
        )
    else:
        before.mark, before.version = line.mark, before.version + 1
        before.marked_by_id, before.marked_at = by.id, now()
