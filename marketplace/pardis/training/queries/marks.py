"""Who was there."""

from collections.abc import Collection

from sqlalchemy import select

from marketplace.core.db import db
from marketplace.pardis.training.models import Attendance, Mark


def attendance(lesson_ids: Collection[int]) -> dict[tuple[int, int], Attendance]:
    """Marks by session and enrolment."""
    found = select(Attendance).where(Attendance.lesson_id.in_(lesson_ids))
    return {(mark.lesson_id, mark.enrolment_id): mark for mark in db.session.scalars(found)}


def share_attended(marks: Collection[Mark]) -> int | None:
    """Whole per cent of the sessions that count: who was excused is not asked for, who came late
    was there. None before the first."""
    counting = [mark for mark in marks if mark is not Mark.EXCUSED]
    if not counting:
        return None
    there = sum(mark in {Mark.PRESENT, Mark.LATE} for mark in counting)
    return there * 100 // len(counting)
