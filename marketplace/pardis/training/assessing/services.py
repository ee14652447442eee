"""Giving marks, publishing results, correcting what was published. The group is locked by whoever
calls, so that nobody publishes marks while they change; the database keeps what was published."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.media.models import Picture
from marketplace.pardis.training.assessing import letters, marking, queries
from marketplace.pardis.training.models import (
    Assessment,
    AssessmentPicture,
    Enrolment,
    Group,
    GroupAssessor,
    GroupState,
    PassRule,
    Result,
)

MOST_PICTURES = 6


@dataclass(frozen=True)
class Marks:
    """Of 100 each; `seen` is the version they were given over, 0 for the first."""

    practical: int
    theory: int
    notes: str
    seen: int


@dataclass(frozen=True)
class Correction:
    """Of 100 each; `seen` is the id of the result that is to count no more."""

    practical: Decimal
    theory: Decimal
    reason: str
    seen: str


class ChangedMeanwhile(Conflict):
    """What this form was opened over is no longer what stands."""

    def __init__(self) -> None:
        super().__init__(_("Somebody changed this after you opened it. Nothing of yours is saved."))


def name_assessor(group: Group, assessor: User, by: User) -> None:
    """Saying so again changes nothing."""
    if assessor.id == group.trainer_id:
        raise Invalid(_("Her trainer assesses the group anyway."), field="user_id")
    if any(one.user_id == assessor.id for one in queries.assessors(group.id)):
        return
    db.session.add(GroupAssessor(group_id=group.id, user_id=assessor.id))
    audit.record(by, "assessor.named", group, after={"assessor": assessor.id})


def give_marks(enrolment: Enrolment, marks: Marks, by: User) -> Assessment:
    """Hers, for the first time or anew. The same marks sent twice count once."""
    if enrolment.group.state not in queries.ASSESSED:
        raise Conflict(_("Marks are given once the group is being held."))
    if queries.result_of(enrolment.id):
        raise Conflict(_("The result is published. It can be corrected, with a reason."))
    given = queries.assessments([enrolment.id])[enrolment.id]
    mine = next((one for one in given if one.assessor_id == by.id), None)
    values = {"practical": marks.practical, "theory": marks.theory, "notes": marks.notes}
    if mine and all(getattr(mine, name) == value for name, value in values.items()):
        return mine
    if marks.seen != (mine.version if mine else 0):
        raise ChangedMeanwhile
    mine = mine or Assessment(enrolment_id=enrolment.id, assessor_id=by.id, version=0)
    for name, value in values.items():
        setattr(mine, name, value)
    mine.version += 1
    db.session.add(mine)
    audit.record(by, "assessment.given", enrolment.group, after=_noted(enrolment, marks))
    return mine


def show_work(
    assessment: Assessment, pictures: Sequence[Picture], without: Collection[int]
) -> None:
    """Add pictures of the work, and take some out again."""
    kept = [one for one in assessment.pictures if one.id not in without]
    added = [AssessmentPicture(picture_id=picture.id) for picture in pictures]
    assessment.pictures[:] = [*kept, *added]
    db.session.flush()


def publish(group: Group, seen: Mapping[int, str], by: User) -> list[Result]:
    """The results of these people, by enrolment; `seen` says what marks the coordinator saw. All of
    them or none. Who has one already is left out."""
    if group.state is not GroupState.FINISHED:
        raise Conflict(_("Results are published once the group has ended."))
    enrolled = {one.id: one for one in queries.enrolled(group.id) if one.id in seen}
    known = queries.results(enrolled)
    given = queries.assessments(enrolled)
    if any(seen[one] != fingerprint(given[one]) for one in enrolled if one not in known):
        raise ChangedMeanwhile
    attended = queries.attended(enrolled)
    made = []
    for enrolment_id, enrolment in enrolled.items():
        if enrolment_id in known:
            continue
        if len(given[enrolment_id]) < marking.ASSESSORS:
            raise Conflict(_("%(name)s has not been assessed by two.", name=enrolment.trainee.name))
        result = _result(enrolment, given[enrolment_id], attended[enrolment_id])
        made.append(_keep(result, by, "result.published"))
    return made


def correct(enrolment_id: int, to: Correction, by: User) -> Result:
    """Another row that says why; ChangedMeanwhile where what she saw counts no more."""
    result = queries.result_of(enrolment_id)
    if result is None or str(result.id) != to.seen:
        raise ChangedMeanwhile
    attended = queries.attended([enrolment_id])[enrolment_id]
    found = marking.outcome(result.rule, to.practical, to.theory)
    new = _row(result.enrolment, result.rule, found, attended)
    new.corrects_id, new.reason = result.id, to.reason
    return _keep(new, by, "result.corrected")


def fingerprint(given: Sequence[Assessment]) -> str:
    """Which marks a page shows, so that others are not published unseen."""
    return ",".join(f"{one.id}.{one.version}" for one in given)


def means(given: Sequence[Assessment]) -> tuple[Decimal, Decimal]:
    """Of the practical part and of theory."""
    practical, theory = ([getattr(one, part) for one in given] for part in ("practical", "theory"))
    return marking.mean(practical), marking.mean(theory)


def _result(
    enrolment: Enrolment, given: Sequence[Assessment], attended: marking.Attended
) -> Result:
    rule = enrolment.group.rule
    return _row(enrolment, rule, marking.outcome(rule, *means(given)), attended)


def _row(
    enrolment: Enrolment, rule: PassRule, found: marking.Outcome, attended: marking.Attended
) -> Result:
    share = attended.share or 0
    return Result(
        enrolment=enrolment,
        rule=rule,
        attendance_pct=share,
        attended=share >= rule.attendance_pct,
        **vars(found),
    )


def _keep(result: Result, by: User, act: str) -> Result:
    result.published_by_id = by.id
    db.session.add(result)
    db.session.flush()
    after = {"enrolment": result.enrolment_id, "passed": result.passed, "reason": result.reason}
    marks = {"practical": str(result.practical), "theory": str(result.theory)}
    audit.record(by, act, result.enrolment.group, after=after | marks)
    letters.published(result)
    return result


def _noted(enrolment: Enrolment, marks: Marks) -> dict[str, int]:
    return {"enrolment": enrolment.id, "practical": marks.practical, "theory": marks.theory}
