"""Whose turn it is, and what a promise stands on."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.mail import FakeMailer
from marketplace.pardis.production import queries
from marketplace.pardis.production.calendar import WorkingTime, finished_on
from marketplace.pardis.production.models import Offer, OfferState, WorkOrder, WorkState
from marketplace.pardis.production.services import capacity, sharing
from tests.factories.cooperatives import make_maker
from tests.factories.production import (
    learn,
    make_bill,
    make_lead,
    make_order,
    make_share,
    make_weaver,
)
from tests.support.jobs import run_jobs

SATURDAY = date(2026, 11, 28)


def names(order: WorkOrder, pieces: int = 1) -> list[int]:
    return [turn.artisan.id for turn in queries.turns(order, pieces)]


def test_work_of_six_hours_a_day_is_done_when_the_hours_are_over() -> None:
    assert finished_on(SATURDAY, 720, WorkingTime().minutes) == SATURDAY + timedelta(days=2)


def test_fridays_holidays_and_days_away_are_not_counted() -> None:
    friday, holiday = SATURDAY - timedelta(days=1), SATURDAY + timedelta(days=1)
    away = (SATURDAY + timedelta(days=2),) * 2
    time = WorkingTime(away=[away], closed={holiday})
    assert [time.minutes(day) for day in (friday, SATURDAY, holiday, away[0])] == [0, 360, 0, 0]


def test_a_week_holds_from_its_day_on() -> None:
    time = WorkingTime(weeks=[(SATURDAY, [60] * 7)])
    assert time.minutes(SATURDAY) == 60
    assert time.minutes(SATURDAY - timedelta(days=2)) == 180


def test_what_never_ends_is_not_promised() -> None:
    assert finished_on(SATURDAY, 10, WorkingTime(weeks=[(date.min, [0] * 7)]).minutes) is None


def test_the_turn_is_hers_who_was_offered_least() -> None:
    bill = make_bill()
    first, second, third = (make_weaver(bill.variant) for _ in range(3))
    make_share(make_order(9, bill), artisan=first)
    make_share(make_order(3, bill), artisan=second)
    assert names(make_order(1, bill)) == [third.id, second.id, first.id]


def test_what_was_offered_long_ago_counts_no_more() -> None:
    bill = make_bill()
    first, second = (make_weaver(bill.variant) for _ in range(2))
    make_share(make_order(9, bill), artisan=first)
    db.session.execute(update(Offer).values(created_at=now() - timedelta(days=91)))
    make_share(make_order(1, bill), artisan=second)
    assert names(make_order(1, bill))[0] == first.id


def test_who_cannot_be_done_in_time_comes_last() -> None:
    bill = make_bill(minutes=600)
    busy, free = (make_weaver(bill.variant) for _ in range(2))
    capacity.set_week(busy, today(), [30] * 7, make_lead())
    make_share(make_order(1, bill), artisan=free)
    order = make_order(2, bill, due_on=today() + timedelta(days=20))
    turns = queries.turns(order, 2)
    assert [(turn.artisan.id, turn.fits) for turn in turns] == [(free.id, True), (busy.id, False)]


def test_only_members_who_work_in_the_craft_are_asked() -> None:
    bill = make_bill()
    weaver = make_weaver(bill.variant)
    make_weaver(make_bill().variant)
    make_maker(bill.variant.product.cooperative)
    assert names(make_order(1, bill)) == [weaver.id]


def test_passing_over_a_turn_needs_a_reason_that_is_kept() -> None:
    bill = make_bill()
    _first, second = (make_weaver(bill.variant) for _ in range(2))
    order, lead = make_order(1, bill), make_lead()
    with pytest.raises(Invalid, match="It is the turn of"):
        sharing.offer(order, second.id, 1, lead)
    made = sharing.offer(order, second.id, 1, lead, chosen="She wove the sample.")
    assert (made.chosen, made.why["rank"], made.why["fitting"]) == ("She wove the sample.", 2, 2)


def test_she_reads_of_an_offer_by_mail(mailer: FakeMailer) -> None:
    bill = make_bill()
    user, artisan = make_maker(bill.variant.product.cooperative)
    learn(artisan, bill.variant)
    sharing.offer(make_order(3, bill), artisan.id, 3, make_lead())
    run_jobs()
    assert [mail.to for mail in mailer.sent] == [user.email]


def test_when_she_declines_the_turn_is_the_next_ones() -> None:
    bill = make_bill()
    first, second = (make_weaver(bill.variant) for _ in range(2))
    order, lead = make_order(2, bill), make_lead()
    sharing.decline(sharing.offer(order, first.id, 2, lead), "My loom is taken.", lead)
    assert order.state is WorkState.PLANNED
    assert names(order) == [second.id]


def test_an_answer_is_given_once() -> None:
    order = make_order(2)
    share = make_share(order)
    sharing.accept(share, make_lead())
    with pytest.raises(Conflict):
        sharing.decline(share, "No.", make_lead())


def test_a_share_taken_back_can_be_offered_again() -> None:
    order = make_order(2)
    share = make_share(order, 1)
    sharing.take_back(share, make_lead())
    assert (share.state, order.state) == (OfferState.WITHDRAWN, WorkState.PLANNED)
    assert names(order) == [share.artisan_id]
