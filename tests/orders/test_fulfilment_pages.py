import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.notifications.models import Mail
from marketplace.orders.fulfilment import queries
from marketplace.orders.models import Order, OrderMessage, OrderState, ParcelState
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_cooperative, make_maker
from tests.factories.fulfilment import deliver, make_line, make_paid_order, pack, put_papers, ship
from tests.support.queries import count_queries

OFFICE = "/en/office"
BOX = {
    "position": "1",
    "package_kind": "CT",
    "gross": "2.450",
    "length": "42",
    "width": "۴۲",
    "height": "46.5",
}


@pytest.fixture(autouse=True)
def _sidebar(app: Flask) -> None:
    app.jinja_env.globals.setdefault("navigation", list)


def staff(order: Order, *roles: Role) -> User:
    return make_user(*(roles or (Role.SALES, Role.SHIPPING)), scope_id=order.cooperative_id)


def desk(client_of: ClientOf, order: Order, *roles: Role) -> FlaskClient:
    """A browser of the cooperative's staff; what was made so far survives a failed request."""
    browser = client_of(staff(order, *roles))
    db.session.commit()
    return browser


def form_of(order: Order, pieces: str, **given: str) -> dict[str, str]:
    return BOX | {f"line-{line.id}": pieces for line in order.lines} | given


def test_the_board_has_a_column_for_each_open_state(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    orders = [
        make_paid_order(cooperative=cooperative, state=state)
        for state in (OrderState.PLACED, OrderState.PAID, OrderState.CONFIRMED)
    ]
    page = desk(client_of, orders[0]).get(f"{OFFICE}/orders").text
    assert all(order.number in page for order in orders)
    assert page.count("board__col--") == 6


def test_a_gift_is_marked_on_the_board(client_of: ClientOf) -> None:
    plain, gift = make_paid_order(), make_paid_order()
    gift.gift_note = ""
    marked = [
        ">Gift<" in desk(client_of, one).get(f"{OFFICE}/orders").text for one in (plain, gift)
    ]
    assert marked == [False, True]


@pytest.mark.parametrize("words", ["number", "Weiß", "hamburg", "SKU-", "REF-", "شال"])
def test_an_order_is_found_by_what_is_known_of_it(client_of: ClientOf, words: str) -> None:
    order = make_paid_order()
    words = order.number.lower() if words == "number" else words
    browser = desk(client_of, order)
    assert order.number in browser.get(f"{OFFICE}/orders?view=list&q={words}").text
    assert order.number not in browser.get(f"{OFFICE}/orders?view=list&q=xyzzy%25_").text


def test_the_list_is_narrowed_by_state_and_country_and_pages(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    orders = [make_paid_order(cooperative=cooperative) for _ in range(26)]
    browser = desk(client_of, orders[0])
    assert orders[0].number not in browser.get(f"{OFFICE}/orders?state=confirmed").text
    second = browser.get(f"{OFFICE}/orders?state=confirmed&page=2&country=DE").text
    assert orders[0].number in second
    assert orders[0].number not in browser.get(f"{OFFICE}/orders?state=paid").text
    assert orders[0].number not in browser.get(f"{OFFICE}/orders?view=list&country=FR").text


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=9999", "state=no"])
def test_strange_queries_show_the_list_all_the_same(client_of: ClientOf, query: str) -> None:
    order = make_paid_order()
    answer = desk(client_of, order).get(f"{OFFICE}/orders?view=list&{query}")
    assert answer.status_code == 200
    assert order.number in answer.text


@pytest.mark.parametrize("path", ["orders", "orders?view=list"])
def test_board_and_list_ask_no_more_for_more_orders(client_of: ClientOf, path: str) -> None:
    cooperative = make_cooperative()
    first = make_paid_order(cooperative=cooperative)
    browser = desk(client_of, first)
    browser.get(f"{OFFICE}/{path}")
    with count_queries() as few:
        browser.get(f"{OFFICE}/{path}")
    for _ in range(6):
        make_paid_order(make_line(1), make_line(2), cooperative=cooperative)
    with count_queries() as many:
        browser.get(f"{OFFICE}/{path}")
    assert len(many) == len(few) <= 14


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("state", ["placed", "paid", "packed", "shipped", "delivered"])
def test_the_page_of_an_order_shows_all_that_is_known(
    client_of: ClientOf, lang: str, state: str
) -> None:
    known = OrderState(state) if state in {"placed", "paid"} else OrderState.CONFIRMED
    order = make_paid_order(make_line(1), make_line(3), state=known)
    {"packed": pack, "shipped": ship, "delivered": deliver}.get(state, lambda _order: None)(order)
    with count_queries() as sent:
        answer = desk(client_of, order).get(f"/{lang}/office/orders/{order.number}")
    assert answer.status_code == 200
    assert "Hamburg" in answer.text
    assert len(sent) <= 25


def test_an_order_is_confirmed_packed_sent_and_delivered(client_of: ClientOf) -> None:
    order = make_paid_order(state=OrderState.PAID)
    browser = desk(client_of, order)
    assert browser.post(f"{OFFICE}/orders/{order.number}/confirm").status_code == 302
    assert browser.get(f"{OFFICE}/orders/{order.number}/parcels/new").status_code == 200
    packed = browser.post(f"{OFFICE}/orders/{order.number}/parcels/new", data=form_of(order, "۲"))
    assert packed.status_code == 303
    (parcel,) = queries.parcels_of(order.id)
    put_papers(parcel, staff(order))
    assert (parcel.gross_grams, parcel.width_mm, parcel.height_mm) == (2450, 420, 465)
    slip = {"carrier": "Post", "tracking_number": "RR123"}
    browser.post(f"{OFFICE}/parcels/{parcel.number}/ship", data=slip)
    assert order.state is OrderState.SHIPPED
    browser.post(f"{OFFICE}/parcels/{parcel.number}/deliver")
    assert order.state is OrderState.DELIVERED


def test_every_step_is_written_to_buyer_and_maker(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    user, artisan = make_maker(cooperative)
    order = make_paid_order(
        make_line(artisan=artisan), cooperative=cooperative, state=OrderState.PAID, locale="fa"
    )
    browser = desk(client_of, order)
    browser.post(f"{OFFICE}/orders/{order.number}/confirm")
    deliver(order)
    letters = {(mail.template, mail.to, mail.locale) for mail in db.session.query(Mail)}
    buyer = order.group.email
    assert letters == {
        ("order_confirmed", buyer, "fa"),
        ("parcel_shipped", buyer, "fa"),
        ("parcel_delivered", buyer, "fa"),
        ("artisan_shipped", user.email, "fa"),
        ("artisan_credited", user.email, "fa"),
    }


def test_confirming_again_is_harmless_for_one_and_a_conflict_for_another(
    client_of: ClientOf,
) -> None:
    order = make_paid_order(state=OrderState.PAID)
    mine, theirs = desk(client_of, order), desk(client_of, order)
    path = f"{OFFICE}/orders/{order.number}/confirm"
    assert [b.post(path).status_code for b in (mine, mine, theirs)] == [302, 302, 409]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("gross", ""),
        ("gross", "0"),
        ("gross", "-1"),
        ("gross", "1e9"),
        ("gross", "heavy"),
        ("gross", "0.001"),
        ("length", "x" * 5000),
        ("height", "\u202e"),
        ("package_kind", "ZZ"),
        ("position", ""),
    ],
)
def test_what_cannot_be_packed_is_kept_and_explained(
    client_of: ClientOf, field: str, typed: str
) -> None:
    order = make_paid_order()
    data = form_of(order, "1", **{field: typed})
    answer = desk(client_of, order).post(f"{OFFICE}/orders/{order.number}/parcels/new", data=data)
    assert answer.status_code == 422
    assert "Error:" in answer.text
    assert 'value="46.5"' in answer.text or field == "height"
    assert queries.parcels_of(order.id) == []


@pytest.mark.parametrize("typed", ["3", "-1", "a", "99999999999999999999", "1.5"])
def test_more_pieces_than_are_left_are_refused_beside_their_field(
    client_of: ClientOf, typed: str
) -> None:
    order = make_paid_order()
    data = form_of(order, typed)
    answer = desk(client_of, order).post(f"{OFFICE}/orders/{order.number}/parcels/new", data=data)
    assert answer.status_code == 422
    assert f'id="line-{order.lines[0].id}-error"' in answer.text


def test_packing_the_same_form_twice_makes_one_parcel(client_of: ClientOf) -> None:
    order = make_paid_order(make_line(4))
    browser, data = desk(client_of, order), form_of(order, "2")
    path = f"{OFFICE}/orders/{order.number}/parcels/new"
    assert [browser.post(path, data=data).status_code for _ in range(2)] == [303, 303]
    assert len(queries.parcels_of(order.id)) == 1


def test_a_carrier_must_be_named(client_of: ClientOf) -> None:
    order = make_paid_order()
    parcel = pack(order)
    browser = desk(client_of, order)
    assert browser.get(f"{OFFICE}/parcels/{parcel.number}/ship").status_code == 200
    data = {"carrier": "", "tracking_number": "KEPT<b>"}
    answer = browser.post(f"{OFFICE}/parcels/{parcel.number}/ship", data=data)
    assert answer.status_code == 422
    assert "KEPT&lt;b&gt;" in answer.text
    assert parcel.state is ParcelState.PACKED


def test_cancelling_asks_for_a_reason_and_tells_the_buyer(client_of: ClientOf) -> None:
    order = make_paid_order()
    browser = desk(client_of, order)
    path = f"{OFFICE}/orders/{order.number}/cancel"
    assert browser.get(path).status_code == 200
    assert browser.post(path, data={"reason": " "}).status_code == 422
    assert browser.post(path, data={"reason": "x" * 301}).status_code == 422
    assert browser.post(path, data={"reason": "The loom broke"}).status_code == 302
    assert order.state is OrderState.CANCELLED
    assert "order_cancelled" in {mail.template for mail in db.session.query(Mail)}


def test_an_answer_reaches_the_buyer_by_mail(client_of: ClientOf) -> None:
    order = make_paid_order()
    browser = desk(client_of, order)
    path = f"{OFFICE}/orders/{order.number}/messages"
    assert browser.post(path, data={"text": ""}).status_code == 422
    assert browser.post(path, data={"text": "<script>x</script>"}).status_code == 302
    assert db.session.query(OrderMessage).one().from_buyer is False
    assert "&lt;script&gt;" in browser.get(f"{OFFICE}/orders/{order.number}").text
    assert db.session.query(Mail).one().template == "order_answer"


STEPS = [
    ("get", "orders/{order}"),
    ("post", "orders/{order}/confirm"),
    ("get", "orders/{order}/cancel"),
    ("post", "orders/{order}/cancel"),
    ("post", "orders/{order}/messages"),
    ("get", "orders/{order}/parcels/new"),
    ("post", "orders/{order}/parcels/new"),
    ("get", "parcels/{parcel}/ship"),
    ("post", "parcels/{parcel}/ship"),
    ("post", "parcels/{parcel}/unpack"),
    ("post", "parcels/{parcel}/deliver"),
]


@pytest.mark.parametrize(("verb", "path"), STEPS)
def test_a_stranger_cooperative_finds_nothing(client_of: ClientOf, verb: str, path: str) -> None:
    order, other = make_paid_order(), make_paid_order()
    parcel = pack(order)
    path = path.format(order=order.number, parcel=parcel.number)
    data = form_of(order, "1") | {"reason": "x", "text": "x", "carrier": "x"}
    browser = desk(client_of, other)
    answer = getattr(browser, verb)(f"{OFFICE}/{path}", data=data if verb == "post" else None)
    assert answer.status_code == 404


@pytest.mark.parametrize(("verb", "path"), STEPS[1:])
def test_who_only_reads_changes_nothing(client_of: ClientOf, verb: str, path: str) -> None:
    order = make_paid_order()
    parcel = pack(order)
    path = path.format(order=order.number, parcel=parcel.number)
    browser = desk(client_of, order, Role.REVIEWER)
    assert getattr(browser, verb)(f"{OFFICE}/{path}").status_code == 403


def test_buyers_and_strangers_do_not_enter_the_office(client_of: ClientOf) -> None:
    make_paid_order()
    assert client_of(make_user()).get(f"{OFFICE}/orders").status_code == 403
    assert client_of(None).get(f"{OFFICE}/orders").status_code == 302
