"""Marks that a phone kept while the line was down. Each has a name of its own and counts once; one
that meets a change it has not seen changes nothing, and the phone hears what stands there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import Attendance, Lesson, Mark, SentMark
from marketplace.pardis.training.services import attending
from marketplace.pardis.training.services.attending import Marking


@dataclass(frozen=True)
class PhoneMark:
    """`name` is the phone's own, 32 hexadecimal digits. `seen` is the version it was made over, 0
    for none; `follows` is the name of the mark that the same phone made before, or empty."""

    name: str
    enrolment_id: int
    mark: Mark
    seen: int
    follows: str
    made_at: datetime


class Outcome(StrEnum):
    KEPT = "kept"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class Answer:
    """What became of a mark, and what stands there now; nothing for whoever is gone."""

    name: str
    outcome: Outcome
    now: Attendance | None


def take(lesson: Lesson, marks: Sequence[PhoneMark], by: User) -> list[Answer]:
    """Keep what can be kept, in the order it was made. The session is locked by the caller."""
    attending.refuse_unmarkable(lesson)
    visit = _Visit(lesson, marks, by)
    answers = [visit.take(one) for one in marks]
    db.session.flush()
    if visit.standing:
        attending.held(lesson, visit.changed, by)
    return answers


class _Visit:
    """One phone at one session: what it sent before, and what stands there."""

    def __init__(self, lesson: Lesson, marks: Sequence[PhoneMark], by: User) -> None:
        self.lesson, self.by = lesson, by
        self.people = attending.enrolled_in(lesson)
        self.standing = attending.marks_of(lesson)
        names = {name for one in marks for name in (one.name, one.follows)}
        self.sent = queries.sent_marks(lesson.id, names)
        self.changed: dict[str, str] = {}

    def take(self, one: PhoneMark) -> Answer:
        there = self.standing.get(one.enrolment_id)
        if one.name in self.sent:
            return Answer(one.name, Outcome.KEPT, there)
        if one.enrolment_id not in self.people:
            return Answer(one.name, Outcome.GONE, None)
        if there is None or there.mark is not one.mark:
            if self._seen(one) != (there.version if there else 0):
                return Answer(one.name, Outcome.CHANGED, there)
            there = self._keep(one, there)
        self._note(one, there)
        return Answer(one.name, Outcome.KEPT, there)

    def _seen(self, one: PhoneMark) -> int:
        """What the phone knew: what it saw, or what its own mark before this one became."""
        before = self.sent.get(one.follows)
        own = before.version if before and before.enrolment_id == one.enrolment_id else 0
        return max(one.seen, own)

    def _keep(self, one: PhoneMark, there: Attendance | None) -> Attendance:
        line = Marking(one.enrolment_id, one.mark, one.seen)
        kept = attending.keep(self.lesson, line, there, self.by)
        self.standing[one.enrolment_id] = kept
        self.changed[str(one.enrolment_id)] = one.mark.value
        return kept

    def _note(self, one: PhoneMark, there: Attendance) -> None:
        sent = SentMark(
            lesson_id=self.lesson.id,
            name=one.name,
            enrolment_id=one.enrolment_id,
            mark=one.mark,
            version=there.version,
            made_at=min(one.made_at, now()),
            sent_by_id=self.by.id,
        )
        db.session.add(sent)
        self.sent[one.name] = sent
