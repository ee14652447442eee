"""Who has a seat, and who waits for one."""

from collections.abc import Sequence

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.pardis.training.models import (
    Enrolment,
    EnrolmentState,
    Group,
    Trainee,
)


def enrolments(group_id: int) -> Sequence[Enrolment]:
    """Everybody who is in the group or waits for it; the queue in its order, at the end."""
    order = case(
        (Enrolment.state == EnrolmentState.ENROLLED, 0),
        (Enrolment.state == EnrolmentState.OFFERED, 1),
        else_=2,
    )
    return db.session.scalars(
        select(Enrolment)
        .where(Enrolment.group_id == group_id, Enrolment.state != EnrolmentState.WITHDRAWN)
        .options(joinedload(Enrolment.trainee).joinedload(Trainee.place))
        .order_by(order, Enrolment.priority.desc(), Enrolment.id)
    ).all()


def next_in_line(group_id: int, seats: int) -> Sequence[Enrolment]:
    """Who waits longest among those of the highest priority. The group is locked by the caller."""
    return db.session.scalars(
        select(Enrolment)
        .where(Enrolment.group_id == group_id, Enrolment.state == EnrolmentState.WAITLISTED)
        .order_by(Enrolment.priority.desc(), Enrolment.id)
        .limit(max(seats, 0))
    ).all()


def lapsed_offers(group_id: int) -> Sequence[Enrolment]:
    return db.session.scalars(
        select(Enrolment)
        .where(
            Enrolment.group_id == group_id,
            Enrolment.state == EnrolmentState.OFFERED,
            Enrolment.offered_until <= now(),
        )
        .order_by(Enrolment.id)
    ).all()


def groups_with_lapsed_offers() -> Sequence[str]:
    return db.session.scalars(
        select(Group.number)
        .join(Enrolment, Enrolment.group_id == Group.id)
        .where(
            Enrolment.state == EnrolmentState.OFFERED,
            Enrolment.offered_until <= now(),
        )
        .order_by(Group.number)
        .distinct()
    ).all()


def place_in_queue(enrolment: Enrolment) -> int:
    """1 is the first who waits."""
    ahead = select(func.count()).where(
        Enrolment.group_id == enrolment.group_id,
        Enrolment.state == EnrolmentState.WAITLISTED,
        or_(
            Enrolment.priority > enrolment.priority,
            and_(Enrolment.priority == enrolment.priority, Enrolment.id <= enrolment.id),
        ),
    )
    return db.session.scalar(ahead) or 0


def places_in_queues(user_id: int) -> dict[int, int]:
    """The same for all enrolments with which somebody waits, by their ids; in one query."""
    places = (
        select(
            Enrolment.id,
            Enrolment.trainee_id,
            func.row_number()
            .over(
                partition_by=Enrolment.group_id,
                order_by=(Enrolment.priority.desc(), Enrolment.id),
            )
            .label("place"),
        )
        .where(
            Enrolment.state == EnrolmentState.WAITLISTED,
            Enrolment.group_id.in_(
                select(Enrolment.group_id).join(Enrolment.trainee).where(Trainee.user_id == user_id)
            ),
        )
        .subquery()
    )
    hers = (
        select(places.c.id, places.c.place)
        .join(Trainee, Trainee.id == places.c.trainee_id)
        .where(Trainee.user_id == user_id)
    )
    return {row.id: row.place for row in db.session.execute(hers)}


def trainee_of(user_id: int) -> Trainee | None:
    return db.session.scalar(select(Trainee).where(Trainee.user_id == user_id))


def enrolments_of(user_id: int) -> Sequence[Enrolment]:
    """What she learns, and what she waits for; the newest first."""
    return db.session.scalars(
        select(Enrolment)
        .join(Enrolment.trainee)
        .where(Trainee.user_id == user_id)
        .options(
            joinedload(Enrolment.group).options(
                joinedload(Group.course),
                joinedload(Group.room),
                joinedload(Group.trainer),
                selectinload(Group.lessons),
            )
        )
        .order_by(Enrolment.id.desc())
    ).all()


def open_enrolment(group_id: int, trainee_id: int) -> Enrolment | None:
    return db.session.scalar(
        select(Enrolment).where(
            Enrolment.group_id == group_id,
            Enrolment.trainee_id == trainee_id,
            Enrolment.state != EnrolmentState.WITHDRAWN,
        )
    )


def group_number_of(enrolment_id: int, user: User | None = None) -> str:
    """The group of an enrolment: her own with `user`, else anybody's. Lock it before the row."""
    wanted = (
        select(Group.number)
        .join(Enrolment, Enrolment.group_id == Group.id)
        .join(Enrolment.trainee)
        .where(Enrolment.id == enrolment_id)
    )
    found = db.session.scalar(wanted if user is None else wanted.where(Trainee.user_id == user.id))
    if found is None:
        raise NotFound
    return found


def enrolment(enrolment_id: int) -> Enrolment:
    found = db.session.get(Enrolment, enrolment_id)
    if found is None:
        raise NotFound
    return found
