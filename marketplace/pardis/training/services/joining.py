"""Seats: taken, waited for, offered, given back. The group's row is locked by whoever calls, so of
two people who want the last seat one has it and the other is first in the queue."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.accounts.queries import lock_user
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.pardis.training import letters, queries
from marketplace.pardis.training.models import (
    Enrolment,
    EnrolmentState,
    Group,
    GroupState,
    Sex,
    Trainee,
)
from marketplace.pardis.training.services import fees, moving

OFFER_LASTS = timedelta(hours=24)
TAKES_PEOPLE = (GroupState.OPEN, GroupState.RUNNING)


@dataclass(frozen=True)
class TraineeDetails:
    name: str
    phone: str
    sex: Sex
    place_id: str


def trainee_for(user: User | None, details: TraineeDetails) -> Trainee:
    """Her entry, brought to what she says now; a new one for somebody without an account."""
    trainee = _entry_of(user) if user else Trainee()
    for name, value in vars(details).items():
        setattr(trainee, name, value)
    db.session.add(trainee)
    db.session.flush()
    return trainee


def _entry_of(user: User) -> Trainee:
    """One, however many of her forms arrive at once: the later waits here for the earlier."""
    lock_user(user.id)
    return queries.trainee_of(user.id) or Trainee(user_id=user.id)


def join(group: Group, trainee: Trainee, by: User, *, priority: int = 0) -> Enrolment:
    """A seat where one is free and nobody waits for it; else the end of the queue. Joining again
    gives the same enrolment."""
    if known := queries.open_enrolment(group.id, trainee.id):
        return known
    if group.state not in TAKES_PEOPLE:
        raise Conflict(_("Sign-up for this group is closed."))
    fill(group)
    enrolment = Enrolment(group=group, trainee=trainee, priority=priority)
    db.session.add(enrolment)
    db.session.flush()
    if queries.taken(group.id) < group.capacity:
        enrolment.state = EnrolmentState.ENROLLED
        letters.enrolled(enrolment)
        fees.ask_for(enrolment)
    else:
        letters.waiting(enrolment, queries.place_in_queue(enrolment))
    audit.record(by, f"enrolment.{enrolment.state.value}", group, after={"trainee": trainee.id})
    return enrolment


def accept(enrolment: Enrolment) -> None:
    """Take the seat that was offered. Saying so again changes nothing."""
    if enrolment.state is EnrolmentState.ENROLLED:
        return
    until = enrolment.offered_until
    if enrolment.state is not EnrolmentState.OFFERED or until is None or until <= now():
        raise Conflict(_("This offer is over. The seat went to the next in line."))
    enrolment.offered_until = None
    enrolment.state = EnrolmentState.ENROLLED
    letters.enrolled(enrolment)
    fees.ask_for(enrolment)


def leave(enrolment: Enrolment, by: User) -> None:
    """Give back a seat or a place in the queue; the next in line is offered what came free."""
    if enrolment.state is EnrolmentState.WITHDRAWN:
        return
    if enrolment.group.is_over:
        raise Conflict(_("This group is over."))
    _end(enrolment)
    fees.end(enrolment, by=by)
    audit.record(
        by, "enrolment.withdrawn", enrolment.group, after={"trainee": enrolment.trainee_id}
    )
    fill(enrolment.group)


def transfer(enrolment: Enrolment, to: Group, by: User) -> None:
    """To a free seat in another group of the course, with what she attended, paid and was handed;
    where that costs more or less, the difference is asked for or goes back. Both groups are locked
    by the caller."""
    old = enrolment.group
    if old.id == to.id:
        return
    if old.course_id != to.course_id or to.state not in TAKES_PEOPLE or old.is_over:
        raise Conflict(_("She cannot be moved to this group."))
    if enrolment.state is not EnrolmentState.ENROLLED:
        raise Conflict(_("Only who has a seat can be moved."))
    if queries.open_enrolment(to.id, enrolment.trainee_id):
        raise Conflict(_("She is in that group already, or waits for it."))
    if queries.taken(to.id) >= to.capacity:
        raise Conflict(_("All seats of that group are taken."))
    moving.move(enrolment, to, by)
    enrolment.group = to
    db.session.flush()
    letters.transferred(enrolment)
    after = {"trainee": enrolment.trainee_id, "to": to.number}
    audit.record(by, "enrolment.transferred", old, after=after)
    fill(old)


def lapse(enrolment: Enrolment) -> None:
    """Her fee was not paid in time, so the seat goes on. The group is locked by the caller."""
    if enrolment.state is EnrolmentState.ENROLLED and fees.lapse(enrolment):
        _end(enrolment)
        fill(enrolment.group)


def fill(group: Group) -> None:
    """End the offers whose day is over, and offer free seats to those who wait, each for a day."""
    for lapsed in queries.lapsed_offers(group.id):
        _end(lapsed)
        letters.lapsed(lapsed)
    db.session.flush()
    if group.state not in TAKES_PEOPLE:
        return
    free = group.capacity - queries.taken(group.id)
    for enrolment in queries.next_in_line(group.id, free):
        enrolment.offered_until = now() + OFFER_LASTS
        enrolment.state = EnrolmentState.OFFERED
        db.session.flush()
        letters.offered(enrolment)


def _end(enrolment: Enrolment) -> None:
    enrolment.offered_until = None
    enrolment.state = EnrolmentState.WITHDRAWN
    enrolment.ended_at = now()
    db.session.flush()
