from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from marketplace.core.clock import now
from marketplace.core.mail import FakeMailer
from marketplace.core.money import Money
from marketplace.inventory.queries import available
from marketplace.ledger import accounts
from marketplace.ledger.queries import balance
from marketplace.orders import cancelling
from marketplace.orders.models import Order, OrderState
from marketplace.orders.queries import token_of
from marketplace.payments import services as payments
from marketplace.payments.cards import jobs
from marketplace.payments.cards.provider import Refused, Wanted
from marketplace.payments.cards.queries import checkout_of
from marketplace.payments.models import DisputeState, PaymentState, RefundState
from marketplace.payments.queries import refunds_of
from marketplace.payouts.reconciliation import faults
from tests.conftest import ClientOf
from tests.factories.fulfilment import make_treasurer
from tests.factories.orders import make_piece
from tests.support.jobs import run_jobs
from tests.support.stripe import FakeStripe, published
from tests.support.stripe.shop import make_card_order, permit_cards

CREATE, REFUND = "/v1/checkout/sessions", "/v1/refunds"
OURS = "http://127.0.0.1:8000"


@pytest.fixture
def order(stripe: FakeStripe) -> Order:
    """Placed, and to be paid by card."""
    permit_cards()
    return make_card_order(make_piece(pieces=1))


def page_of(order: Order) -> str:
    return f"/en/order/{token_of(order)}"


def go(client_of: ClientOf, order: Order) -> Any:
    """Her browser on its way to the company."""
    pressed = client_of().post(f"{page_of(order)}/pay")
    return client_of().get(pressed.location)


def session_of(stripe: FakeStripe, order: Order) -> str:
    (session,) = (
        s["id"]
        for s in stripe.books.sessions.values()
        if s["client_reference_id"] == order.payment.reference
    )
    return str(session)


def pay(client_of: ClientOf, stripe: FakeStripe, order: Order) -> str:
    """She pays at the company; the path that her browser comes back to."""
    go(client_of, order)
    done = stripe.books.pay(session_of(stripe, order))["success_url"]
    return str(done).removeprefix(OURS)


def tell(client_of: ClientOf, stripe: FakeStripe, kind: str = "") -> list[int]:
    """The company's messages of a kind arrive; how they are answered."""
    owed = [m for m in stripe.books.messages if m["type"].startswith(kind)]
    statuses = []
    for message in owed:
        body, signature = stripe.books.signed(message)
        answer = client_of().post(
            "/webhooks/stripe",
            data=body,
            headers={"Stripe-Signature": signature},
            content_type="application/json",
        )
        statuses.append(answer.status_code)
        stripe.books.messages.remove(message)
    run_jobs()
    return statuses


def paid(client_of: ClientOf, stripe: FakeStripe, order: Order) -> Order:
    client_of().get(pay(client_of, stripe, order))
    assert order.state is OrderState.PAID
    return order


def charge_of(stripe: FakeStripe) -> str:
    return next(iter(stripe.books.intents))


def test_she_is_led_to_the_company_and_asked_for_what_the_order_says(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    page = go(client_of, order)
    session = stripe.books.sessions[session_of(stripe, order)]
    assert session["url"] in page.text
    assert (session["amount_total"], session["currency"]) == (order.total.minor, "eur")
    assert session["client_reference_id"] == order.payment.reference
    assert session["expires_at"] == int(order.reserved_until.timestamp())


def test_going_again_leads_to_the_same_page(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    pages = [go(client_of, order).text for _ in range(2)]
    url = stripe.books.sessions[session_of(stripe, order)]["url"]
    assert all(url in page for page in pages)
    assert stripe.count("POST", CREATE) == 1


def test_paying_settles_the_order_when_her_browser_comes_back(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    answer = client_of().get(pay(client_of, stripe, order))
    assert answer.location.startswith("/en/order/")
    assert order.state is OrderState.PAID
    assert balance(accounts.card(order.cooperative_id), "EUR") == order.total
    assert faults() == []


def test_paying_settles_the_order_when_she_never_comes_back(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    pay(client_of, stripe, order)
    assert tell(client_of, stripe) == [200, 200]
    assert order.state is OrderState.PAID


def test_a_browser_that_comes_back_unpaid_is_told_that_we_wait(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    go(client_of, order)
    done = stripe.books.sessions[session_of(stripe, order)]["success_url"].removeprefix(OURS)
    page = client_of().get(done)
    assert "Your payment is being confirmed" in page.text
    assert 'http-equiv="refresh"' in page.text
    assert 'http-equiv="refresh"' not in client_of().get(f"{done}?n=99").text
    assert order.state is OrderState.PLACED


def test_the_page_waits_while_the_company_is_silent(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    back = pay(client_of, stripe, order)
    stripe.broken["/v1/checkout/sessions/{id}"] = 2
    assert "Your payment is being confirmed" in client_of().get(back).text
    assert client_of().get(back).location.startswith("/en/order/")


def test_a_lost_answer_opens_no_second_page(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    stripe.lose[CREATE] = 2
    assert go(client_of, order).status_code == 503
    url = stripe.books.sessions[session_of(stripe, order)]["url"]
    assert url in go(client_of, order).text
    assert len(stripe.books.sessions) == 1


def test_a_company_that_refuses_is_no_fault_of_the_server(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    stripe.key = "another"
    try:
        assert go(client_of, order).status_code == 409
    finally:
        stripe.key = "sk_test_of_the_suite"


def test_a_fall_before_the_page_was_noted_loses_no_payment(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    pay(client_of, stripe, order)
    checkout = checkout_of(order.payment_id or 0)
    assert checkout
    checkout.session = checkout.url = None
    tell(client_of, stripe)
    assert order.state is OrderState.PAID
    assert len(stripe.books.sessions) == 1


def test_forged_old_and_unsigned_messages_are_refused(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    pay(client_of, stripe, order)
    message = stripe.books.messages[0]
    good, signature = stripe.books.signed(message)
    foreign = stripe.books.signed(message, secret="whsec_of_a_thief")
    sendings = [foreign, (good, ""), stripe.books.signed(message, age=400), (good + " ", signature)]
    for body, signed in sendings:
        headers = {"Stripe-Signature": signed}
        answer = client_of().post("/webhooks/stripe", data=body, headers=headers)
        assert answer.status_code == 400
    run_jobs()
    assert order.state is OrderState.PLACED


def test_a_message_is_taken_in_once_however_often_it_comes(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    pay(client_of, stripe, order)
    stripe.books.messages = stripe.books.messages[::-1] * 3
    tell(client_of, stripe)
    assert order.state is OrderState.PAID
    assert order.payment.received == order.total
    assert faults() == []


def test_cancelling_closes_the_page_of_the_company(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    go(client_of, order)
    cancelling.cancel(order.id, "Changed my mind", None)
    run_jobs()
    assert stripe.books.sessions[session_of(stripe, order)]["status"] == "expired"


def test_money_that_was_faster_than_her_cancelling_goes_back_by_itself(
    client_of: ClientOf, stripe: FakeStripe, order: Order, mailer: FakeMailer
) -> None:
    pay(client_of, stripe, order)
    cancelling.cancel(order.id, "Changed my mind", None)
    run_jobs()
    (refund,) = refunds_of(order.payment.id)
    assert (refund.state, refund.amount) == (RefundState.PAID, order.total)
    assert "was sent back to you" in mailer.sent[-1].subject
    assert faults() == []


def test_who_does_not_pay_in_time_loses_the_pieces(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    go(client_of, order)
    with time_machine.travel(order.payment.due_at + timedelta(seconds=1), tick=False):
        jobs.ask_what_nobody_told()
        assert order.state is OrderState.CANCELLED
        variant = order.lines[0].variant_id
        assert available([variant])[variant] == 1


def test_who_never_went_to_the_company_loses_them_too(stripe: FakeStripe, order: Order) -> None:
    with time_machine.travel(order.payment.due_at + timedelta(seconds=1), tick=False):
        jobs.ask_what_nobody_told()
    assert (order.state, order.payment.state) == (OrderState.CANCELLED, PaymentState.CANCELLED)


def test_a_payment_of_which_nobody_told_us_is_found_by_the_clock(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    pay(client_of, stripe, order)
    with time_machine.travel(now() + timedelta(minutes=10), tick=False):
        jobs.ask_what_nobody_told()
    assert order.state is OrderState.PAID


def test_a_late_word_of_a_payment_takes_the_pieces_again(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    pay(client_of, stripe, order)
    with time_machine.travel(order.payment.due_at + timedelta(hours=1), tick=False):
        tell(client_of, stripe)
    assert order.state is OrderState.PAID


def test_a_late_word_of_a_payment_for_pieces_that_are_gone_sends_it_back(
    client_of: ClientOf, stripe: FakeStripe, order: Order, mailer: FakeMailer
) -> None:
    pay(client_of, stripe, order)
    with time_machine.travel(order.payment.due_at + timedelta(hours=1), tick=False):
        other = make_card_order(order.lines[0].variant)
        tell(client_of, stripe)
    assert (order.state, other.state) == (OrderState.CANCELLED, OrderState.PLACED)
    assert [r["amount"] for r in stripe.books.refunds.values()] == [order.total.minor]
    assert {"is cancelled", "was sent back"} <= {
        words
        for words in ("is cancelled", "was sent back")
        for m in mailer.sent
        if words in m.subject
    }
    assert faults() == []


def test_a_refund_goes_back_once_though_answers_are_lost(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    paid(client_of, stripe, order)
    stripe.lose[REFUND] = 2
    refund = payments.refund(order.payment, order.total, key="k", reason="why", by=None)
    assert refund
    with pytest.raises(Exception, match="does not answer"):
        run_jobs()
    jobs.send_back(refund.id)
    assert refund.state is RefundState.PAID
    assert len(stripe.books.refunds) == 1
    assert faults() == []


def test_a_refund_that_the_company_refuses_waits_for_a_treasurer(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    paid(client_of, stripe, order)
    stripe.books.dispute(charge_of(stripe))
    refund = payments.refund(order.payment, order.total, key="k", reason="why", by=None)
    run_jobs()
    assert refund
    assert refund.state is RefundState.OWED
    assert "charge_disputed" in refund.trouble


def test_a_refund_that_fails_later_is_owed_again_by_hand(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    paid(client_of, stripe, order)
    payments.refund(order.payment, order.total, key="k", reason="why", by=None)
    run_jobs()
    stripe.books.refund_becomes(next(iter(stripe.books.refunds)), "failed")
    tell(client_of, stripe)
    first, again = refunds_of(order.payment.id)
    assert (first.state, again.state, again.way) == (
        RefundState.FAILED,
        RefundState.OWED,
        "transfer",
    )
    assert balance(accounts.card(order.cooperative_id), "EUR") == order.total
    assert faults() == []


def test_a_refund_under_way_is_paid_when_the_company_says_so(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    paid(client_of, stripe, order)
    stripe.books.next_refund = "pending"
    refund = payments.refund(order.payment, order.total, key="k", reason="why", by=None)
    run_jobs()
    assert refund
    assert refund.state is RefundState.SENT
    stripe.books.refund_becomes(refund.external_id or "", "succeeded")
    tell(client_of, stripe)
    assert refund.state is RefundState.PAID


def test_a_refund_made_at_the_desk_of_the_company_is_in_our_books(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    paid(client_of, stripe, order)
    stripe.books.create_refund({"payment_intent": charge_of(stripe), "amount": "500"})
    tell(client_of, stripe)
    (refund,) = refunds_of(order.payment.id)
    assert (refund.amount.minor, refund.state) == (500, RefundState.PAID)
    assert len(stripe.books.refunds) == 1
    assert faults() == []


@pytest.mark.parametrize(
    ("ends", "state", "left"),
    [("won", DisputeState.WON, "all"), ("lost", DisputeState.LOST, "nothing")],
)
def test_a_dispute_holds_the_money_until_it_is_decided(
    client_of: ClientOf, stripe: FakeStripe, order: Order, ends: str, state: DisputeState, left: str
) -> None:
    paid(client_of, stripe, order)
    dispute = stripe.books.dispute(charge_of(stripe))
    tell(client_of, stripe)
    assert balance(accounts.disputed(order.cooperative_id), "EUR") == order.total
    assert faults() == []
    stripe.books.dispute_becomes(dispute, ends)
    tell(client_of, stripe)
    held = balance(accounts.card(order.cooperative_id), "EUR")
    assert held == (order.total if left == "all" else order.total - order.total)
    assert faults() == []


def test_a_dispute_of_which_nobody_told_us_is_found_by_the_clock(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    paid(client_of, stripe, order)
    stripe.books.dispute(charge_of(stripe))
    jobs.ask_for_disputes()
    asked = len(stripe.asked)
    jobs.ask_for_disputes()
    assert len(stripe.asked) == asked + 1
    assert balance(accounts.disputed(order.cooperative_id), "EUR") == order.total


def test_old_news_of_a_dispute_change_nothing(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    paid(client_of, stripe, order)
    dispute = stripe.books.dispute(charge_of(stripe))
    stripe.books.dispute_becomes(dispute, "won")
    tell(client_of, stripe)
    stripe.books.disputes[dispute]["status"] = "under_review"
    stripe.books.owe("charge.dispute.updated", stripe.books.disputes[dispute])
    tell(client_of, stripe)
    assert balance(accounts.disputed(order.cooperative_id), "EUR").minor == 0
    assert faults() == []


def test_a_message_about_somebody_elses_money_is_put_aside(
    client_of: ClientOf, stripe: FakeStripe
) -> None:
    foreign = {"id": "pi_foreign", "object": "payment_intent", "metadata": {}}
    stripe.books.intents["pi_foreign"] = foreign
    stripe.books.owe("payment_intent.succeeded", foreign)
    assert tell(client_of, stripe) == [200]


def test_without_keys_there_is_nothing(client_of: ClientOf) -> None:
    assert client_of().post("/webhooks/stripe").status_code == 404
    jobs.ask_what_nobody_told()
    jobs.ask_for_disputes()


def test_a_withdrawn_permission_stops_the_next_payment(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    permit_cards(opened=False)
    assert go(client_of, order).status_code == 409
    assert stripe.asked == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("charges=ch_1", "parameter_unknown"),
        ("amount=12.50", "parameter_invalid_int"),
        ("metadata=words", "parameter_invalid_enum"),
        ("origin=pocket", "parameter_invalid_enum"),
    ],
)
def test_the_fake_takes_only_what_stripe_publishes(asked: str, code: str) -> None:
    ((found, _name),) = published.faults_in("POST", REFUND, published.read(asked))
    assert found == code


def wanted(**given: Any) -> Wanted:
    defaults = {
        "key": "checkout-1",
        "reference": "RF18X",
        "amount": Money(77_00, "EUR"),
        "title": "SFD-2026-00001",
        "email": "mila@example.org",
        "locale": "fa",
        "expires_at": now() + timedelta(minutes=31),
        "success_url": f"{OURS}/done",
        "cancel_url": f"{OURS}/back",
    }
    return Wanted(**defaults | given)


def test_the_same_key_is_the_same_page_and_for_something_else_none(stripe: FakeStripe) -> None:
    asked = wanted()
    first, again = jobs.provider().open(asked), jobs.provider().open(asked)
    assert first == again
    with pytest.raises(Refused, match="Idempotency"):
        jobs.provider().open(replace(asked, amount=Money(1_00, "EUR")))


@pytest.mark.parametrize(
    "asked",
    [
        {"expires_at": now() + timedelta(minutes=20)},
        {"amount": Money(10, "EUR")},
        {"success_url": "/done"},
    ],
)
def test_the_company_refuses_what_it_would_refuse(stripe: FakeStripe, asked: Any) -> None:
    with pytest.raises(Refused):
        jobs.provider().open(wanted(**asked))


def test_what_the_company_would_not_send_goes_by_bank(
    client_of: ClientOf, stripe: FakeStripe, order: Order
) -> None:
    paid(client_of, stripe, order)
    stripe.books.dispute(charge_of(stripe))
    refund = payments.refund(order.payment, order.total, key="k", reason="why", by=None)
    run_jobs()
    treasurer = client_of(make_treasurer(order.cooperative))
    assert refund
    assert "charge_disputed" in treasurer.get("/en/office/transfers/refunds").text
    treasurer.post(f"/en/office/transfers/refunds/{refund.id}/by-hand")
    assert not refund.by_itself


def test_a_treasurer_notes_no_transfer_for_a_card(client_of: ClientOf, order: Order) -> None:
    page = f"/en/office/transfers/{order.payment.reference}"
    treasurer = client_of(make_treasurer(order.cooperative))
    assert "noted by itself" in treasurer.get(page).text
    sent = {"amount": "77", "external_id": "1", "value_date": "2026-11-24", "sender": "Mila"}
    assert treasurer.post(page, data=sent).status_code == 422
