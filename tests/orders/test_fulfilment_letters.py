import pytest

from marketplace.cooperatives.models import Artisan
from marketplace.core.events import announce
from marketplace.core.mail import FakeMailer
from marketplace.orders.events import OrderConfirmed, OrderPaid
from marketplace.orders.fulfilment import handling
from marketplace.orders.models import Order
from marketplace.payouts.services import batches
from tests.factories.cooperatives import make_cooperative, make_maker
from tests.factories.fulfilment import (
    SHEBA,
    deliver,
    make_line,
    make_paid_order,
    make_shipper,
    make_treasurer,
)
from tests.factories.payouts import make_batch, make_credits
from tests.support.jobs import run_jobs

SUBJECTS = {
    "en": [
        "Your work is sold",
        "is being prepared",
        "An answer about order",
        "is on its way",
        "Your work is on its way",
        "has arrived",
        "is yours",
    ],
    "fa": [
        "کار شما فروخته شد",
        "آماده می‌شود",
        "پاسخی دربارهٔ سفارش",
        "در راه است",
        "کار شما در راه است",
        "رسید",
        "مال شماست",
    ],
}


def journey(lang: str) -> tuple[Order, Artisan]:
    """Everything that can be written about an order, for people of one language."""
    cooperative = make_cooperative()
    user, artisan = make_maker(cooperative)
    user.locale = lang
    order = make_paid_order(make_line(2, artisan=artisan), cooperative=cooperative, locale=lang)
    announce(OrderPaid(order.id))
    announce(OrderConfirmed(order.id))
    handling.answer(order, "<b>Tomorrow</b>", make_shipper(order))
    deliver(order)
    return order, artisan


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_every_letter_can_be_written_in_every_language(lang: str, mailer: FakeMailer) -> None:
    order, artisan = journey(lang)
    run_jobs()
    assert artisan.user
    people = {order.group.email, artisan.user.email}
    subjects = [letter.subject for letter in mailer.sent if letter.to in people]
    for subject in SUBJECTS[lang]:
        assert any(subject in found for found in subjects), subject


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_letters_link_to_the_order_and_quote_what_was_written(
    lang: str, mailer: FakeMailer
) -> None:
    order, _artisan = journey(lang)
    run_jobs()
    (answer,) = (letter for letter in mailer.sent if "Tomorrow" in letter.text)
    assert f"/{lang}/order/" in answer.text
    assert "&lt;b&gt;Tomorrow" in answer.html
    sent = next(letter for letter in mailer.sent if "RR123" in letter.text)
    assert "https://post.example/RR123" in sent.html
    assert sent.to == order.group.email


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_maker_reads_what_was_paid_and_where(lang: str, mailer: FakeMailer) -> None:
    cooperative = make_cooperative()
    user, artisan = make_maker(cooperative)
    user.locale, artisan.sheba = lang, SHEBA
    order = make_paid_order(make_line(artisan=artisan), cooperative=cooperative)
    batch = make_batch(credits_=make_credits(order))
    batches.approve(batch, make_treasurer(cooperative))
    batches.mark_paid(batch, "140509031234", make_treasurer(cooperative))
    run_jobs()
    (letter,) = (letter for letter in mailer.sent if "140509031234" in letter.text)
    assert letter.to == user.email
    assert SHEBA not in letter.text
    assert "€83" in letter.text if lang == "en" else "۸۳ یورو" in letter.text


def test_makers_without_an_account_get_no_letter(mailer: FakeMailer) -> None:
    order = make_paid_order()
    announce(OrderPaid(order.id))
    run_jobs()
    makers = [letter for letter in mailer.sent if "Your work" in letter.subject]
    assert makers == []
