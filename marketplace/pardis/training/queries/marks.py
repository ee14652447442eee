"""Who was there."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.core.db import db
from marketplace.pardis.training.models import Attendance, Lesson, Mark, SentMark

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


def shares_attended(
    lessons: Sequence[Lesson], marks: Mapping[tuple[int, int], Attendance]
) -> dict[int, int | None]:
    """What each enrolment attended of these sessions, as `share_attended` says."""
    usual: dict[int, list[Mark]] = {}
    made_up: dict[int, list[Mark]] = {}
    extra = {lesson.id for lesson in lessons if lesson.makes_up}
    for (lesson_id, whose), mark in marks.items():
        usual.setdefault(whose, [])
        (made_up if lesson_id in extra else usual).setdefault(whose, []).append(mark.mark)
    return {whose: share_attended(own, made_up.get(whose, ())) for whose, own in usual.items()}


def share_attended(marks: Collection[Mark], made_up: Collection[Mark] = ()) -> int | None:
    """Whole per cent of the sessions that count: who was excused or ill is not asked for, who came
    late was there. Each make-up session she came to counts for one that she missed, and missing
    one costs nothing. None before the first."""
    counting = [mark for mark in marks if mark not in NOT_ASKED_FOR]
    if not counting:
        return None
    there = sum(mark in WAS_THERE for mark in counting)
    made_good = min(len(counting) - there, sum(mark in WAS_THERE for mark in made_up))
    return (there + made_good) * 100 // len(counting)
