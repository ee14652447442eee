"""Kits: handed out and taken back with a name under each; groups that change people, or lack them."""

import pytest

from marketplace.accounts.permissions import Role
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.pardis.kits import queries, services
from marketplace.pardis.training import jobs
from marketplace.pardis.training.models import (
    Enrolment,
    EnrolmentState,
    FeeState,
    Group,
    GroupState,
)
from marketplace.pardis.training.queries import fees as found
from marketplace.pardis.training.services import joining
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.training import make_enrolment, make_group, make_kit_line, make_price
from tests.support.jobs import run_jobs


@pytest.fixture
def group() -> Group:
    made = make_group(sessions=1)
    make_kit_line(made)
    make_kit_line(made, lent=False)
    return made


@pytest.fixture
def one(group: Group) -> Enrolment:
    return make_enrolment(group)


def has(one: Enrolment) -> list[tuple[int, int | None]]:
    rows = queries.handovers([one.id]).get(one.id, [])
    return [(row.quantity, row.back) for row in rows]


def test_a_kit_is_handed_out_once(one: Enrolment) -> None:
    for _ in range(2):
        services.hand_out(one, "Maryam", make_user())
    assert has(one) == [(2, None), (2, None)]


def test_only_what_was_lent_comes_back(one: Enrolment) -> None:
    services.hand_out(one, "Maryam", make_user())
    lent = queries.handovers([one.id])[one.id][0]
    services.take_back(one, {lent.id: 2}, "Maryam", "", make_user())
    assert has(one) == [(2, 2), (2, None)]


def test_what_is_missing_needs_a_reason(one: Enrolment) -> None:
    services.hand_out(one, "Maryam", make_user())
    with pytest.raises(Invalid):
        services.take_back(one, {}, "Maryam", "", make_user())
    services.take_back(one, {}, "Maryam", "It broke.", make_user())
    assert has(one)[0] == (2, 0)


def test_no_more_comes_back_than_went_out(one: Enrolment) -> None:
    services.hand_out(one, "Maryam", make_user())
    lent = queries.handovers([one.id])[one.id][0]
    with pytest.raises(Invalid):
        services.take_back(one, {lent.id: 3}, "Maryam", "", make_user())


def test_who_has_no_seat_gets_no_kit(one: Enrolment) -> None:
    joining.leave(one, make_user())
    with pytest.raises(Conflict):
        services.hand_out(one, "Maryam", make_user())


def test_the_storekeeper_hands_out_and_takes_back_on_the_pages(
    client_of: ClientOf, one: Enrolment
) -> None:
    client = client_of(make_user(Role.STOREKEEPER))
    page = f"/en/office/kits/people/{one.id}"
    client.post(f"{page}/out", data={"signed": "Maryam"})
    (lent, _used) = queries.handovers([one.id])[one.id]
    refused = client.post(f"{page}/back", data={"signed": "M", f"back_{lent.id}": "۱"})
    assert (refused.status_code, 'id="reason-error"' in refused.text) == (422, True)
    client.post(f"{page}/back", data={"signed": "M", f"back_{lent.id}": "1", "reason": "Lost"})
    assert has(one)[0] == (2, 1)
    assert (
        "back, something missing" in client.get(f"/en/office/kits/groups/{one.group.number}").text
    )


def test_the_list_counts_kits(client_of: ClientOf, one: Enrolment) -> None:
    services.hand_out(one, "Maryam", make_user())
    (row,) = [row for row in queries.groups() if row.group.id == one.group_id]
    assert (row.people, row.out, row.missing) == (1, 1, 1)


def test_somebody_moves_to_another_group_with_what_she_paid(client_of: ClientOf) -> None:
    old = make_group(sessions=1, capacity=1)
    new = make_group(sessions=1, capacity=1, course=old.course)
    make_price(old)
    one, waiting = make_enrolment(old), make_enrolment(old)
    answer = client_of(make_user(Role.PARDIS_STAFF)).post(
        f"/en/office/training/enrolments/{one.id}/transfer", data={"group": new.number}
    )
    assert answer.status_code == 302
    assert one.group_id == new.id
    assert found.fee_of(one.id)
    assert waiting.state is EnrolmentState.OFFERED


def test_nobody_moves_to_a_full_group_or_another_course() -> None:
    old, other = make_group(), make_group()
    full = make_group(capacity=1, course=old.course)
    make_enrolment(full)
    one = make_enrolment(old)
    for group in (full, other):
        with pytest.raises(Conflict):
            joining.transfer(one, group, make_user())
    assert one.group_id == old.id


def test_on_the_day_of_decision_a_group_with_too_few_is_called_off_and_all_is_told(
    mailer: object,
) -> None:
    short, enough = (make_group(sessions=1, capacity=2, starts_on=today()) for _ in range(2))
    make_price(short)
    one = make_enrolment(short, make_user(locale="fa"))
    for _ in range(2):
        make_enrolment(enough)
    jobs.decide_on_groups()
    run_jobs()
    fee = found.fee_of(one.id)
    assert (short.state, enough.state) == (GroupState.CANCELLED, GroupState.OPEN)
    assert fee
    assert fee.state is FeeState.ENDED
    assert any("کم‌اند" in mail.text for mail in mailer.sent)  # type: ignore[attr-defined]


def test_a_group_is_decided_on_once() -> None:
    group = make_group(sessions=1, capacity=1, starts_on=today())
    one = make_enrolment(group)
    jobs.decide_on_groups()
    joining.leave(one, make_user())
    jobs.decide_on_groups()
    assert group.state is GroupState.OPEN
    assert db.session.get_one(Group, group.id).decided_at
