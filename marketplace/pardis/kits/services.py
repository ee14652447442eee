"""Handing out kits and taking them back, each once and each with a name under it."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import Texts, db
from marketplace.core.errors import Conflict, Invalid
from marketplace.pardis.kits import queries
from marketplace.pardis.kits.models import CourseKitLine, Handover
from marketplace.pardis.training.models import Course, Enrolment, EnrolmentState


def add_line(course: Course, names: Texts, quantity: int, *, lent: bool, by: User) -> CourseKitLine:
    line = CourseKitLine(course=course, names=names, quantity=quantity, lent=lent)
    db.session.add(line)
    audit.record(by, "kit.line_added", course, after={"quantity": quantity, **names})
    return line


def close_line(line: CourseKitLine, by: User) -> None:
    """Who has it keeps owing it; nobody is handed it any more."""
    if line.closed_at is None:
        line.closed_at = now()
        audit.record(by, "kit.line_closed", line.course, after=dict(line.names))


def hand_out(enrolment: Enrolment, signed: str, by: User) -> None:
    """The whole kit of the course, as it is now. The enrolment is locked by the caller; what she
    has already been handed she is not handed again."""
    if enrolment.state is not EnrolmentState.ENROLLED:
        raise Conflict(_("Only who has a seat is handed a kit."))
    given = {}
    for line in queries.lines_of(enrolment.group.course_id):
        new = db.session.scalar(
            insert(Handover)
            .values(
                enrolment_id=enrolment.id,
                line_id=line.id,
                quantity=line.quantity,
                signed=signed,
                back_signed="",
                reason="",
                given_by_id=by.id,
            )
            .on_conflict_do_nothing(index_elements=[Handover.enrolment_id, Handover.line_id])
            .returning(Handover.id)
        )
        if new is not None:
            given[line.names.get("en", str(line.id))] = line.quantity
    if given:
        after = {"enrolment": enrolment.id, "given": given, "signed": signed}
        audit.record(by, "kit.handed_out", enrolment.group, after=after)


def take_back(
    enrolment: Enrolment, counts: Mapping[int, int], signed: str, reason: str, by: User
) -> None:
    """So much of each lent thing, by the id of its handover. Less than was lent needs a reason.
    What was counted before stays as it was signed."""
    lent = [one for one in _of(enrolment) if one.line.lent and one.back_at is None]
    for one in lent:
        if not 0 <= counts.get(one.id, 0) <= one.quantity:
            raise Invalid(_("No more can come back than was handed out."))
    if any(counts.get(one.id, 0) < one.quantity for one in lent) and not reason:
        raise Invalid(_("Something is missing: say why."), field="reason")
    for one in lent:
        one.back, one.back_signed, one.reason = counts.get(one.id, 0), signed, reason
        one.back_at, one.back_by_id = now(), by.id
    if lent:
        back = {one.line.names.get("en", str(one.line_id)): one.back for one in lent}
        after = {"enrolment": enrolment.id, "back": back, "signed": signed, "reason": reason}
        audit.record(by, "kit.taken_back", enrolment.group, after=after)


def _of(enrolment: Enrolment) -> list[Handover]:
    return queries.handovers([enrolment.id]).get(enrolment.id, [])
