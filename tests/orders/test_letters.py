import pytest

from marketplace.core.db import db
from marketplace.core.mail import FakeMailer, Letter
from marketplace.core.money import Money
from marketplace.notifications.models import Mail
from marketplace.orders import cancelling
from marketplace.orders.pages import services as pages
from marketplace.payments import queries as payment_queries
from marketplace.payments import services as payments
from tests.factories.accounts import make_user
from tests.factories.orders import make_order
from tests.factories.payments import make_receipt
from tests.support.jobs import run_jobs


def sent(mailer: FakeMailer, to: str) -> list[Letter]:
    run_jobs()
    return [letter for letter in mailer.sent if letter.to == to]


def test_a_buyer_reads_where_to_pay_and_her_cooperative_that_she_ordered(
    mailer: FakeMailer,
) -> None:
    order = make_order()
    (to_buyer,) = sent(mailer, order.group.email)
    assert order.number in to_buyer.subject
    for words in ("RF", "DE89 3704", "COBADEFF", "€77", "/en/order/"):
        assert words in to_buyer.text
    assert "DE89 3704" in to_buyer.html
    (to_office,) = sent(mailer, order.seller["email"])
    assert "سفارش" in to_office.subject


def _mails(to: str) -> list[Mail]:
    return db.session.query(Mail).filter_by(to=to).order_by(Mail.id).all()


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_every_step_of_the_money_is_told_once(mailer: FakeMailer, lang: str) -> None:
    order = make_order(locale=lang)
    run_jobs()
    make_receipt(order.payment, Money(7_00, "EUR"))
    make_receipt(order.payment, Money(75_00, "EUR"))
    (owed,) = payment_queries.refunds_of(order.payment.id)
    payments.mark_refund_paid(owed, external_id="OUT", by=make_user())
    letters = sent(mailer, order.group.email)
    assert [m.template for m in _mails(order.group.email)] == [
        "order_placed",
        "order_part_received",
        "order_paid",
        "order_refunded",
    ]
    assert len(letters) == 4
    assert all(f"/{lang}/order/" in letter.text for letter in letters)


def test_a_cancelled_order_says_what_becomes_of_the_money(mailer: FakeMailer) -> None:
    order = make_order()
    make_receipt(order.payment, Money(7_00, "EUR"))
    cancelling.cancel(order.id, "Changed my mind", None)
    last = next(m for m in sent(mailer, order.group.email) if "Changed my mind" in m.text)
    assert "€7" in last.text


def test_a_question_reaches_the_cooperative_once(mailer: FakeMailer) -> None:
    order = make_order()
    run_jobs()
    assert pages.ask(order, "Is it <b>wool</b>?", None)
    assert pages.ask(order, "Is it <b>wool</b>?", None) is None
    letters = sent(mailer, order.seller["email"])
    assert "Is it <b>wool</b>?" in letters[-1].text
    assert "&lt;b&gt;wool" in letters[-1].html
