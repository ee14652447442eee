from marketplace.core.money import Money
from marketplace.orders.staff.customs import kinds_of
from tests.conftest import ClientOf
from tests.factories.cooperatives import make_staff
from tests.factories.fulfilment import make_line, make_paid_order
from tests.factories.orders import make_order


def test_goods_are_counted_by_their_code() -> None:
    order = make_paid_order(
        make_line(2, 10_00, hs_code="460211"),
        make_line(1, 58_00, hs_code="621410"),
        make_line(3, 5_00, hs_code="460211"),
    )
    kinds = kinds_of(order)
    assert [(kind.code, kind.pieces) for kind in kinds] == [("460211", 5), ("621410", 1)]
    assert Money.total((kind.value for kind in kinds), "EUR") == order.goods


def test_the_order_page_shows_them(client_of: ClientOf) -> None:
    order = make_paid_order(make_line(1, hs_code="460211"))
    page = client_of(make_staff(order.cooperative)).get(f"/en/office/orders/{order.number}").text
    assert "4602.11" in page


def test_a_code_that_is_missing_is_unknown(client_of: ClientOf) -> None:
    order = make_order()
    order.lines[0].hs_code = ""
    page = client_of(make_staff(order.cooperative)).get(f"/en/office/orders/{order.number}").text
    assert "unknown" in page
