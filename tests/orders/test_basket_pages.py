from typing import Any

from flask.testing import FlaskClient

from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.orders.basket import services
from marketplace.orders.models import Basket, BasketLine
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.orders import make_basket, make_order, make_piece


def put(client: FlaskClient, variant_id: int, quantity: Any = 1, **given: Any) -> Any:
    return client.post("/en/bag/add", data={"variant": variant_id, "quantity": quantity}, **given)


def line() -> BasketLine:
    return db.session.scalars(db.select(BasketLine).order_by(BasketLine.id.desc())).first()


def test_a_visitor_finds_again_what_she_put_aside(client_of: ClientOf) -> None:
    visitor = client_of()
    assert put(visitor, make_piece().id).status_code == 303
    assert "Cotton shawl" in visitor.get("/en/bag").text
    assert "Cotton shawl" not in client_of().get("/en/bag").text
    assert "سبد" in visitor.get("/fa/bag").text


def test_the_database_knows_only_a_hash_of_the_cookie(client_of: ClientOf) -> None:
    visitor = client_of()
    put(visitor, make_piece().id)
    kept = db.session.scalars(db.select(Basket)).one().token_hash
    assert kept
    assert kept not in visitor.get_cookie("basket").value


def test_a_made_up_cookie_opens_nothing(client_of: ClientOf) -> None:
    visitor = client_of()
    visitor.set_cookie("basket", "made.up.cookie")
    assert "Your bag is empty" in visitor.get("/en/bag").text
    assert put(visitor, make_piece().id).status_code == 303


def test_the_count_is_told_apart_and_never_kept(client_of: ClientOf) -> None:
    visitor = client_of()
    answer = visitor.get("/en/bag/count")
    assert answer.json == {"count": 0, "shown": "0", "saved": []}
    put(visitor, make_piece().id, 2)
    answer = visitor.get("/fa/bag/count")
    assert answer.json == {"count": 2, "shown": "۲", "saved": []}
    assert "no-store" in answer.headers["Cache-Control"]


def test_any_digits_will_do_and_stock_is_the_limit(client_of: ClientOf) -> None:
    visitor = client_of()
    put(visitor, make_piece(pieces=3).id, "۲")
    put(visitor, line().variant_id, "٢")
    assert line().quantity == 3


def test_nonsense_is_refused(client_of: ClientOf) -> None:
    piece = make_piece()
    for quantity in ("x", "-1", "0", "1000", "9" * 40, "1.5", "\0", "<b>"):
        assert put(client_of(), piece.id, quantity).status_code == 422
    assert put(client_of(), 10**8).status_code == 404
    assert put(client_of(), "abc").status_code == 404


def test_what_is_sold_cannot_be_added(client_of: ClientOf) -> None:
    piece = make_piece(pieces=1)
    make_order(piece)
    assert put(client_of(), piece.id).status_code == 409


def test_what_is_not_listed_cannot_be_added(client_of: ClientOf) -> None:
    product = make_product(listed=False)
    assert put(client_of(), product.variants[0].id).status_code == 404


def test_scripts_are_told_the_count(client_of: ClientOf) -> None:
    headers = {"Accept": "application/json"}
    assert put(client_of(), make_piece().id, headers=headers).json["count"] == 1


def test_a_request_of_another_site_adds_nothing(client_of: ClientOf) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert put(client_of(), make_piece().id, headers=headers).status_code == 403


def update(client: FlaskClient, **data: Any) -> Any:
    return client.post("/en/bag/update", data={"line": line().id, **data})


def test_more_fewer_and_none(client_of: ClientOf) -> None:
    visitor = client_of()
    put(visitor, make_piece(pieces=5).id)
    update(visitor, action="more")
    assert line().quantity == 2
    update(visitor, action="fewer")
    update(visitor, action="set", quantity="۴")
    assert line().quantity == 4
    assert update(visitor, action="remove").status_code == 303
    assert line() is None


def test_too_many_keeps_what_was_typed(client_of: ClientOf) -> None:
    visitor = client_of()
    put(visitor, make_piece(pieces=2).id)
    for typed in ("3", "many", "-5", "1e3", "12345678901234567890"):
        answer = update(visitor, action="set", quantity=typed)
        assert answer.status_code == 422
        assert f'value="{typed}"' in answer.text
        assert 'aria-invalid="true"' in answer.text
    assert line().quantity == 1


def test_somebody_elses_line_does_not_exist(client_of: ClientOf) -> None:
    owner, stranger = client_of(), client_of()
    put(owner, make_piece().id)
    theirs = line().id
    put(stranger, make_piece().id)
    answer = stranger.post("/en/bag/update", data={"line": theirs, "action": "remove"})
    assert answer.status_code == 404
    assert client_of().post("/en/bag/update", data={"line": theirs}).status_code == 404


def test_a_changed_price_is_told_until_it_was_seen(client_of: ClientOf) -> None:
    visitor, piece = client_of(), make_piece()
    put(visitor, piece.id)
    piece.price = Money(61_00, "EUR")
    db.session.flush()
    assert "€58 before, €61 now" in visitor.get("/en/bag").text
    update(visitor, action="seen")
    assert "€58" not in visitor.get("/en/bag").text


def test_what_was_sold_meanwhile_says_so_and_blocks(client_of: ClientOf) -> None:
    visitor, piece = client_of(), make_piece(pieces=1)
    put(visitor, piece.id)
    make_order(piece)
    page = visitor.get("/en/bag").text
    assert "Sold meanwhile" in page
    assert 'aria-disabled="true"' in page
    assert visitor.get("/en/checkout/address").location.endswith("/en/bag")


def test_what_is_short_offers_what_is_left(client_of: ClientOf) -> None:
    visitor, piece = client_of(), make_piece(pieces=3)
    put(visitor, piece.id, 3)
    make_order(piece)
    assert "Only 2 are left" in visitor.get("/en/bag").text
    update(visitor, action="what-is-left")
    assert line().quantity == 2


def test_an_unlisted_piece_says_so(client_of: ClientOf) -> None:
    visitor, piece = client_of(), make_piece()
    put(visitor, piece.id)
    piece.product.listed = False
    db.session.flush()
    assert "Not for sale any more" in visitor.get("/en/bag").text


def test_scripts_get_only_the_bag(client_of: ClientOf) -> None:
    visitor = client_of()
    put(visitor, make_piece().id)
    answer = visitor.post(
        "/en/bag/update",
        data={"line": line().id, "action": "more"},
        headers={"X-Fragment": "bag"},
    )
    assert answer.text.lstrip().startswith('<div id="bag">')


def test_at_sign_in_both_bags_become_one() -> None:
    user, shared = make_user(), make_piece(pieces=3)
    make_basket(shared, user=user, quantity=2)
    brought = make_basket(shared, make_piece(), quantity=2)
    services.merge(user, brought.token_hash)
    services.merge(user, brought.token_hash)
    own = services.open_basket(user, None)
    assert [each.quantity for each in own.lines] == [3, 2]
    assert db.session.scalars(db.select(Basket)).all() == [own]
