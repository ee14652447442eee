import pytest
from flask import Flask

from marketplace.accounts.models import Calendar, User
from marketplace.accounts.permissions import Role
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.localisation.formats import paper_day
from marketplace.orders.models import Order, OrderState
from marketplace.payouts import earnings
from marketplace.payouts.services import batches
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_cooperative, make_maker
from tests.factories.fulfilment import (
    SHEBA,
    deliver,
    make_line,
    make_paid_order,
    make_treasurer,
    pack,
    ship,
)
from tests.factories.payouts import make_batch, make_credits
from tests.support.queries import count_queries


def maker() -> tuple[User, Artisan, Cooperative]:
    cooperative = make_cooperative()
    user, artisan = make_maker(cooperative)
    artisan.sheba = SHEBA
    return user, artisan, cooperative


def sold(artisan: Artisan, cooperative: Cooperative, quantity: int = 2) -> Order:
    return make_paid_order(make_line(quantity, artisan=artisan), cooperative=cooperative)


def stages(artisan: Artisan) -> list[str]:
    return [part.stage for sale in earnings.sales_of(artisan, {}).rows for part in sale.parts]


def pay(artisan: Artisan, cooperative: Cooperative) -> int:
    batch = make_batch(credits_=make_credits(sold(artisan, cooperative)))
    batches.approve(batch, make_treasurer(cooperative))
    batches.mark_paid(batch, "BANK-1", make_treasurer(cooperative))
    return batch.payouts[0].id


def test_a_piece_is_followed_from_sold_to_paid() -> None:
    _user, artisan, cooperative = maker()
    pay(artisan, cooperative)
    make_credits(sold(artisan, cooperative))
    deliver(sold(artisan, cooperative))
    ship(sold(artisan, cooperative))
    sold(artisan, cooperative)
    assert stages(artisan) == ["sold", "shipped", "delivered", "payable", "paid"]


def test_parts_of_a_line_add_up_to_its_share() -> None:
    _user, artisan, cooperative = maker()
    order = make_paid_order(make_line(5, 33_33, artisan=artisan), cooperative=cooperative)
    line = order.lines[0]
    for pieces in (1, 2):
        pack(order, quantities={line.id: pieces})
    (sale,) = earnings.sales_of(artisan, {}).rows
    assert [part.quantity for part in sale.parts] == [1, 2, 2]
    assert sum(part.share.minor for part in sale.parts) == sale.share.minor


def test_sums_say_what_is_coming_credited_payable_and_paid() -> None:
    _user, artisan, cooperative = maker()
    pay(artisan, cooperative)
    make_credits(sold(artisan, cooperative))
    deliver(sold(artisan, cooperative))
    sold(artisan, cooperative)
    (sums,) = earnings.sums_of(artisan, {})
    one = Money(166_00, "EUR")
    assert [sums.coming, sums.credited, sums.payable, sums.paid] == [one, one, one, one]
    assert sums.next_on
    assert sums.next_on > today()


def test_unpaid_and_cancelled_orders_are_no_sales() -> None:
    _user, artisan, cooperative = maker()
    line = make_line(artisan=artisan)
    make_paid_order(line, cooperative=cooperative, state=OrderState.PLACED)
    assert earnings.sales_of(artisan, {}).rows == []
    assert earnings.sums_of(artisan, {}) == []


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_her_page_shows_her_lines_and_days_in_her_calendar(client_of: ClientOf, lang: str) -> None:
    user, artisan, cooperative = maker()
    order = sold(artisan, cooperative)
    (credit,) = make_credits(order)
    user.calendar = Calendar.JALALI
    page = client_of(user).get(f"/{lang}/earnings").text
    assert order.number in page
    if lang == "fa":
        assert paper_day(credit.payable_on, "fa") in page
        assert "۱۶۶ یورو" in page


def test_nobody_elses_lines_are_there(client_of: ClientOf) -> None:
    user, _artisan, cooperative = maker()
    order = make_paid_order(cooperative=cooperative)
    make_credits(order)
    assert order.number not in client_of(user).get("/en/earnings").text


def test_her_statement_is_hers_alone(client_of: ClientOf) -> None:
    user, artisan, cooperative = maker()
    payout_id = pay(artisan, cooperative)
    other, _artisan, _cooperative = maker()
    path = f"/fa/earnings/statements/{payout_id}.pdf"
    assert client_of(user).get(path).data.startswith(b"%PDF")
    assert client_of(other).get(path).status_code == 404


def test_a_statement_exists_only_once_it_is_paid(client_of: ClientOf) -> None:
    user, artisan, cooperative = maker()
    batch = make_batch(credits_=make_credits(sold(artisan, cooperative)))
    path = f"/en/earnings/statements/{batch.payouts[0].id}.pdf"
    assert client_of(user).get(path).status_code == 404


def test_people_who_make_nothing_have_no_earnings(client_of: ClientOf) -> None:
    assert client_of(make_user(Role.ARTISAN)).get("/en/earnings").status_code == 404
    assert client_of(make_user()).get("/en/earnings").status_code == 403
    assert client_of(None).get("/en/earnings").status_code == 302


def test_her_page_asks_no_more_for_more_sales(client_of: ClientOf, app: Flask) -> None:
    user, artisan, cooperative = maker()
    make_credits(sold(artisan, cooperative))
    browser = client_of(user)
    db.session.commit()
    browser.get("/en/earnings")
    with count_queries() as few:
        browser.get("/en/earnings")
    for _ in range(5):
        make_credits(sold(artisan, cooperative))
    db.session.commit()
    with count_queries() as many:
        assert browser.get("/en/earnings?page=x").status_code == 200
    assert len(many) == len(few) <= 15
