"""The last seat, a seat given back, and one room wanted twice, with real commits at the same moment."""

from datetime import time, timedelta

from flask import Flask

from marketplace.accounts.models import User
from marketplace.core.db import db, transaction
from marketplace.core.errors import Conflict, Invalid
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import Enrolment, EnrolmentState, Group, Lesson, Sex
from marketplace.pardis.training.services import joining, planning
from marketplace.pardis.training.services.joining import TraineeDetails
from marketplace.pardis.training.services.planning import GroupPlan
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_place
from tests.factories.training import make_course, make_enrolment, make_group, make_room, make_term
from tests.reliability.test_memberships import AT_ONCE, together

E = EnrolmentState


def states(group_id: int) -> list[EnrolmentState]:
    found = db.select(Enrolment.state).filter_by(group_id=group_id).order_by(Enrolment.id)
    return list(db.session.scalars(found))


def sign_up(number: str, user_id: int, place_id: str) -> None:
    group, user = queries.locked_group(number), db.session.get_one(User, user_id)
    details = TraineeDetails(user.name, "+989111234567", Sex.WOMAN, place_id)
    joining.join(group, joining.trainee_for(user, details), user)


def test_of_many_who_want_the_last_seat_one_has_it_and_the_others_queue(shared: Flask) -> None:
    with shared.app_context(), transaction():
        group, place = make_group(capacity=1), make_place().id
        group_id, number = group.id, group.number
        people = [make_user().id for _ in range(AT_ONCE)]
    outcomes = together(shared, lambda n: sign_up(number, people[n], place))
    assert outcomes == ["done"] * AT_ONCE
    with shared.app_context():
        assert sorted(states(group_id)) == [E.ENROLLED] + [E.WAITLISTED] * (AT_ONCE - 1)


def test_one_person_who_clicks_many_times_has_one_seat(shared: Flask) -> None:
    with shared.app_context(), transaction():
        groups, place = [make_group(capacity=5) for _ in range(2)], make_place().id
        ids, numbers = [g.id for g in groups], [g.number for g in groups]
        person = make_user().id
    outcomes = together(shared, lambda n: sign_up(numbers[n % 2], person, place))
    assert outcomes == ["done"] * AT_ONCE
    with shared.app_context():
        assert [states(group_id) for group_id in ids] == [[E.ENROLLED]] * 2


def test_seats_given_back_at_once_are_offered_once_each(shared: Flask) -> None:
    with shared.app_context(), transaction():
        group, by = make_group(capacity=AT_ONCE), make_user().id
        group_id, number = group.id, group.number
        seated = [make_enrolment(group).id for _ in range(AT_ONCE)]
        for _ in range(3):
            make_enrolment(group)

    def leave(n: int) -> None:
        queries.locked_group(number)
        joining.leave(queries.enrolment(seated[n]), db.session.get_one(User, by))

    assert together(shared, leave) == ["done"] * AT_ONCE
    with shared.app_context():
        assert states(group_id) == [E.WITHDRAWN] * AT_ONCE + [E.OFFERED] * 3


def test_a_room_that_many_plan_into_at_once_is_booked_once(shared: Flask) -> None:
    with shared.app_context(), transaction():
        term, room, by = make_term(), make_room(), make_user().id
        courses = [make_course().code for _ in range(AT_ONCE)]
        term_id, room_id, first = term.id, room.id, term.starts_on + timedelta(days=1)

    def plan(n: int) -> None:
        wish = GroupPlan(room_id, None, (0, 1, 2, 3, 4, 5, 6), first, time(9), 180, 9, 3)
        course = queries.locked_course(courses[n])
        planner, term = db.session.get_one(User, by), queries.term_of(term_id)
        try:
            planning.plan_group(course, term, wish, planner)
        except Invalid as taken:  # seen before it is written; else the database refuses it
            raise Conflict from taken

    outcomes = together(shared, plan)
    assert outcomes.count("done") == 1
    assert outcomes.count("Conflict") == AT_ONCE - 1
    with shared.app_context():
        booked = db.session.query(Lesson).join(Group).filter(Lesson.room_id == room_id)
        assert len({lesson.group_id for lesson in booked}) == 1
