from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import AuditEntry, User
from marketplace.accounts.permissions import Role
from marketplace.config import settings
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Forbidden
from marketplace.core.mail import FakeMailer
from marketplace.desk.waiting import waiting_on
from marketplace.exports.models import Paper
from marketplace.inventory.queries import available
from marketplace.orders import cancelling, holding, jobs
from marketplace.orders.holding import Finding
from marketplace.orders.models import CheckStep, ComplianceCheck, Order, OrderState
from marketplace.orders.queries import checks_of, token_of
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.compliance import put_under_review
from tests.factories.cooperatives import make_staff
from tests.factories.orders import lapse, make_order, make_piece
from tests.support.jobs import run_jobs

FOUND = Finding("UN, EU, UK, OFAC of today", "On none of them.")


def make_held(**given: object) -> Order:
    put_under_review("DE")
    return make_order(make_piece(), **given)  # type: ignore[arg-type]


def two(order: Order) -> tuple[User, User]:
    return make_staff(order.cooperative, Role.SALES), make_staff(order.cooperative, Role.TREASURER)


def released(order: Order) -> Order:
    first, second = two(order)
    holding.propose(order, FOUND, first)
    holding.release(order, "I read them too.", second)
    return order


def test_an_order_to_a_place_under_review_waits_and_asks_for_nothing() -> None:
    order = make_held()
    assert (order.state, order.payment) == (OrderState.HELD, None)
    assert available([order.lines[0].variant_id])[order.lines[0].variant_id] == 2
    assert [check.step for check in checks_of(order.id)] == [CheckStep.OPENED]


def test_goods_under_review_hold_an_order_to_an_open_place() -> None:
    piece = make_piece(flags=["cites_check"])
    assert make_order(piece).state is OrderState.HELD


def test_two_people_release_it_and_its_time_begins() -> None:
    order = released(make_held())
    assert order.state is OrderState.PLACED
    assert order.payment
    assert order.payment.due_at == order.reserved_until
    week = timedelta(days=settings().transfer_hold_days)
    assert abs(order.reserved_until - now() - week) < timedelta(minutes=1)


def test_the_same_person_twice_is_refused() -> None:
    order = make_held()
    first, _second = two(order)
    holding.propose(order, FOUND, first)
    holding.propose(order, FOUND, first)
    with pytest.raises(Forbidden):
        holding.release(order, "Me again.", first)
    assert order.state is OrderState.HELD


def test_the_database_too_wants_two_people() -> None:
    order = make_held()
    first, _second = two(order)
    alone = ComplianceCheck(
        order_id=order.id,
        step=CheckStep.RELEASED,
        policy={},
        by_id=first.id,
        proposed_by_id=first.id,
    )
    db.session.add(alone)
    with pytest.raises(IntegrityError, match="two_people_release"):
        db.session.flush()


def test_nobody_confirms_what_nobody_proposed() -> None:
    order = make_held()
    with pytest.raises(Conflict):
        holding.release(order, "Fine.", two(order)[0])


def test_the_second_of_two_proposals_is_told_of_the_first() -> None:
    order = make_held()
    first, second = two(order)
    holding.propose(order, FOUND, first)
    with pytest.raises(Conflict, match="already"):
        holding.propose(order, FOUND, second)


def test_of_two_who_release_at_once_one_is_told() -> None:
    order = released(make_held())
    with pytest.raises(Conflict, match="not held any more"):
        holding.release(order, "Me too.", make_staff(order.cooperative))


def test_one_person_refuses_and_the_pieces_are_free() -> None:
    order = make_held()
    holding.refuse(order, "The bank is on a list.", two(order)[0])
    assert (order.state, order.cancel_reason) == (OrderState.CANCELLED, "The bank is on a list.")
    assert available([order.lines[0].variant_id])[order.lines[0].variant_id] == 3


def test_its_buyer_may_cancel_it_meanwhile() -> None:
    order = make_held()
    assert cancelling.cancel(order.id, "Too long", None).state is OrderState.CANCELLED


def test_without_a_decision_it_ends() -> None:
    order = make_held()
    lapse(order)
    jobs.end_lapsed_orders()
    assert "could not be checked" in str(order.cancel_reason)


def test_a_release_after_the_rules_became_stricter_is_refused() -> None:
    order = make_held()
    first, second = two(order)
    holding.propose(order, FOUND, first)
    put_under_review("DE", blocked=True)
    with pytest.raises(Conflict, match="any more"):
        holding.release(order, "Fine.", second)


def test_every_step_stands_in_the_trail() -> None:
    order = released(make_held())
    acts = db.session.scalars(
        db.select(AuditEntry.action).filter_by(subject=order.number).order_by(AuditEntry.id)
    ).all()
    assert acts == ["order.release_proposed", "order.released"]


def test_checks_cannot_be_changed() -> None:
    order = make_held()
    checks_of(order.id)[0].reason = "Another one."
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.flush()


@pytest.mark.parametrize(("lang", "words"), [("en", "checked"), ("fa", "بررسی")])
def test_the_buyer_is_told_each_step_in_her_language(
    mailer: FakeMailer, lang: str, words: str
) -> None:
    order = make_held(locale=lang)
    run_jobs()
    (held,) = (letter for letter in mailer.sent if letter.to == order.group.email)
    assert words in held.subject
    assert "DE89" not in held.text
    released(order)
    run_jobs()
    assert "DE89 3704" in [m for m in mailer.sent if m.to == order.group.email][-1].text


def test_a_proforma_is_made_when_it_is_released(client_of: ClientOf) -> None:
    order = make_held()
    run_jobs()
    assert db.session.scalar(db.select(db.func.count(Paper.id))) == 0
    manager = client_of(make_staff(order.cooperative))
    address = f"/en/papers/orders/{order.number}/proforma.pdf"
    assert manager.get(address).status_code == 404
    released(order)
    assert manager.get(address).status_code == 200


def test_the_buyers_page_says_that_nothing_is_to_be_paid(client_of: ClientOf) -> None:
    order = make_held()
    page = client_of().get(f"/en/order/{token_of(order)}").text
    assert "Nothing is to be paid yet" in page
    assert "IBAN" not in page
    assert "proforma" not in page


def test_two_people_decide_on_the_pages(client_of: ClientOf) -> None:
    order = make_held()
    first, second = map(client_of, two(order))
    address = f"/en/office/orders/{order.number}/check"
    answer = first.post(f"{address}/propose", data={"lists": "", "reason": "Fine"})
    assert (answer.status_code, "This is still empty" in answer.text) == (422, True)
    found = {"lists": "UN of today", "reason": "Fine"}
    assert first.post(f"{address}/propose", data=found).status_code == 303
    assert "Confirm the release" not in first.get(address).text
    assert first.post(f"{address}/release", data={"release-reason": "x"}).status_code == 403
    assert "UN of today" in second.get(address).text
    assert second.post(f"{address}/release", data={"release-reason": "Yes"}).status_code == 303
    again = second.post(f"{address}/refuse", data={"refuse-reason": "No"})
    assert again.status_code == 409


def test_an_auditor_reads_the_check_and_has_no_button(client_of: ClientOf) -> None:
    order = make_held()
    auditor = client_of(make_user(Role.AUDITOR))
    page = auditor.get(f"/en/office/orders/{order.number}/check")
    assert page.status_code == 200
    assert "Refuse the order" not in page.text


def test_it_waits_on_both_and_no_longer_on_who_proposed(app: Flask) -> None:
    order = make_held()
    first, second = two(order)
    holding.propose(order, FOUND, first)
    with app.test_request_context("/en/office"):
        counts = [
            next(one.count for one in waiting_on(person) if one.endpoint == "office_checks.index")
            for person in (first, second)
        ]
    assert counts == [0, 1]


def test_the_list_is_narrowed_to_what_is_held(client_of: ClientOf) -> None:
    order = make_held()
    sales = client_of(two(order)[0])
    page = sales.get("/en/office/checks", follow_redirects=True)
    assert order.number in page.text
