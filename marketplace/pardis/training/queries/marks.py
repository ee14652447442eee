"""Who was there."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.core.db import db
from marketplace.pardis.training.models import Attendance, Mark, SentMark

WAS_THERE = frozenset({Mark.PRESENT, Mark.LATE})
NOT_ASKED_FOR = frozenset({Mark.EXCUSED, Mark.MEDICAL})


def attendance(lesson_ids: Collection[int]) -> dict[tuple[int, int], Attendance]:
    """Marks by session and enrolment."""
    found = (
        select(Attendance)
        .where(Attendance.lesson_id.in_(lesson_ids))
        .options(joinedload(Attendance.marked_by))
    )
    return {(mark.lesson_id, mark.enrolment_id): mark for mark in db.session.scalars(found)}


def sent_marks(lesson_id: int, names: Collection[str]) -> dict[str, SentMark]:
    """What phones have sent for a session before, by the names they gave it."""
    found = select(SentMark).where(SentMark.lesson_id == lesson_id, SentMark.name.in_(names))
    return {sent.name: sent for sent in db.session.scalars(found)}
