"""What waits at the counter, told on the first page of whoever can do it."""

from datetime import timedelta

import pytest
from flask import Flask

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.desk.diary import today_of
from marketplace.desk.waiting import waiting_on
from marketplace.pardis.till import waiting
from marketplace.pardis.till.services import shifts
from tests.factories.accounts import make_user
from tests.factories.till import (
    count_of,
    make_cashier,
    make_counter,
    make_exhibition,
    make_shift,
    toman,
)


@pytest.fixture(autouse=True)
def _desk(app: Flask):
    with app.test_request_context("/en/office/"):
        yield


def told(user: User) -> dict[str, int]:
    db.session.flush()
    places = {question.endpoint for question in waiting.QUESTIONS}
    return {one.label: one.count for one in waiting_on(user) if one.endpoint in places}


def test_conflicts_and_differences_wait_on_the_manager_who_did_not_count_them() -> None:
    make_counter()
    counter, manager = make_user(Role.PARDIS_MANAGER), make_user(Role.PARDIS_MANAGER)
    shifts.close(make_shift(float_=5), count_of(toman(4), reason="Change"), counter)
    assert told(manager)["sold piece that was not to be had"] == 1
    assert told(manager)["drawer that differs"] == 1
    assert told(counter)["drawers that differ"] == 0


def test_what_should_be_closed_or_home_by_now_waits_on_the_cashier() -> None:
    make_shift().created_at = now() - timedelta(days=1)
    make_exhibition().transfer.ends_on = today() - timedelta(days=2)
    assert told(make_cashier()) == {
        "shift to count and close": 1,
        "exhibition to bring back": 1,
    }


def test_the_shifts_of_the_day_stand_on_her_first_page() -> None:
    shift = make_shift()
    (day,) = [day for day in today_of(make_cashier()) if day.heading == "Shifts today"]
    assert [one.url for one in day.appointments] == [f"/en/office/till/shifts/{shift.number}"]
