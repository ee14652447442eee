from flask import Flask, g

from marketplace.cooperatives.queries import commission_term
from marketplace.core.clock import today
from marketplace.core.money import Money
from marketplace.payouts import earnings, months
from tests.conftest import ClientOf
from tests.factories.cooperatives import make_cooperative, make_maker
from tests.factories.fulfilment import make_line, make_paid_order


def test_the_last_of_six_months_holds_what_was_sold_today() -> None:
    cooperative = make_cooperative()
    _user, artisan = make_maker(cooperative)
    order = make_paid_order(make_line(2, artisan=artisan), cooperative=cooperative)
    found = months.months_of(artisan, "EUR", ())
    assert len(found) == 6
    assert (found[-1].share, found[-1].pieces) == (order.lines[0].artisan_share, 2)
    assert not any(month.share for month in found[:-1])


def test_months_are_those_of_her_calendar(app: Flask) -> None:
    _user, artisan = make_maker(make_cooperative())
    with app.test_request_context("/en/"):
        g.calendar = "jalali"
        names = [month.name for month in months.months_of(artisan, "EUR", ())]
    assert set(names) <= set(months.JALALI_MONTHS["en"])


def test_time_runs_as_the_page_is_read() -> None:
    found = [months.Month(str(n), Money(n * 100, "EUR"), n) for n in range(6)]
    assert [bar.month.name for bar in months.bars(found, rtl=True)] == list("543210")
    assert months.bars(found, rtl=False)[-1].height == months.TALLEST


def test_the_split_of_a_sale_adds_up() -> None:
    cooperative = make_cooperative()
    _user, artisan = make_maker(cooperative)
    term = cooperative_term(cooperative.id)
    line = make_line(3, 33_33, artisan=artisan, commission_term_id=term)
    make_paid_order(line, cooperative=cooperative)
    (sale,) = earnings.sales_of(artisan, {}).rows
    shares = months.split_of(sale)
    assert Money.total((share.money for share in shares), "EUR") == sale.total
    assert shares[0].money == sale.share


def test_her_page_shows_chart_table_and_split(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    user, artisan = make_maker(cooperative)
    term = cooperative_term(cooperative.id)
    make_paid_order(make_line(artisan=artisan, commission_term_id=term), cooperative=cooperative)
    page = client_of(user).get("/fa/earnings").text
    assert page.count("dye-straw") == 5
    assert "پول این کار کجا رفت؟" in page
    assert "split__key" in page


def cooperative_term(cooperative_id: int) -> int:
    return commission_term(cooperative_id, today()).id
