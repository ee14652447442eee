"""Seats: one each, in the order of the queue, and none that nobody may have."""

from datetime import timedelta

import pytest
import time_machine

from marketplace.core.clock import now
from marketplace.core.errors import Conflict
from marketplace.core.mail import FakeMailer
from marketplace.pardis.training import queries
from marketplace.pardis.training.jobs import pass_on_lapsed_offers
from marketplace.pardis.training.models import EnrolmentState, GroupState
from marketplace.pardis.training.services import joining
from tests.factories.accounts import make_user
from tests.factories.training import make_enrolment, make_group, make_offer, make_trainee
from tests.support.jobs import run_jobs

E = EnrolmentState


def test_seats_go_first_and_then_the_queue() -> None:
    group = make_group(capacity=1)
    assert [make_enrolment(group).state for _ in range(2)] == [E.ENROLLED, E.WAITLISTED]


def test_joining_again_changes_nothing() -> None:
    group, trainee, user = make_group(), make_trainee(), make_user()
    first = joining.join(group, trainee, user)
    assert joining.join(group, trainee, user) is first
    assert queries.taken(group.id) == 1


@pytest.mark.parametrize("state", [GroupState.PLANNED, GroupState.FINISHED])
def test_nobody_joins_a_group_that_is_not_open(state: GroupState) -> None:
    with pytest.raises(Conflict):
        make_enrolment(make_group(state=state))


def test_a_seat_that_comes_free_is_offered_for_a_day(mailer: FakeMailer) -> None:
    user = make_user()
    waiting = make_offer(make_group(capacity=1), user)
    run_jobs()
    assert waiting.state is E.OFFERED
    assert waiting.offered_until is not None
    assert timedelta(hours=23) < waiting.offered_until - now() <= timedelta(hours=24)
    assert [letter.to for letter in mailer.sent if "A seat for you" in letter.subject] == [
        user.email
    ]


def test_priority_goes_before_time() -> None:
    group = make_group(capacity=1)
    seated = make_enrolment(group)
    early, urgent = make_enrolment(group), make_enrolment(group, priority=5)
    joining.leave(seated, make_user())
    assert (early.state, urgent.state) == (E.WAITLISTED, E.OFFERED)


def test_an_offered_seat_is_not_given_to_somebody_new() -> None:
    group = make_group(capacity=1)
    make_offer(group)
    assert make_enrolment(group).state is E.WAITLISTED


def test_who_takes_the_offer_has_the_seat() -> None:
    waiting = make_offer(make_group(capacity=1))
    joining.accept(waiting)
    joining.accept(waiting)
    assert (waiting.state, waiting.offered_until) == (E.ENROLLED, None)


def test_an_offer_that_is_over_cannot_be_taken() -> None:
    waiting = make_offer(make_group(capacity=1))
    with time_machine.travel(now() + timedelta(hours=25), tick=False), pytest.raises(Conflict):
        joining.accept(waiting)


def test_a_lapsed_offer_goes_to_the_next_in_line() -> None:
    group = make_group(capacity=1)
    first, second = make_offer(group), make_enrolment(group)
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        pass_on_lapsed_offers()
    assert (first.state, second.state) == (E.WITHDRAWN, E.OFFERED)


def test_a_lapsed_offer_holds_no_seat_even_before_it_is_swept() -> None:
    group = make_group(capacity=1)
    make_offer(group)
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        assert queries.taken(group.id) == 0
        assert make_enrolment(group).state is E.ENROLLED


def test_who_left_can_come_back_at_the_end() -> None:
    group, trainee, user = make_group(capacity=1), make_trainee(), make_user()
    joining.leave(joining.join(group, trainee, user), user)
    other = make_enrolment(group)
    assert joining.join(group, trainee, user).state is E.WAITLISTED
    assert other.state is E.ENROLLED


def test_the_place_in_the_queue_is_counted() -> None:
    group = make_group(capacity=1)
    make_enrolment(group)
    first, second = make_enrolment(group), make_enrolment(group)
    assert [queries.place_in_queue(one) for one in (first, second)] == [1, 2]
