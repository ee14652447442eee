from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.catalogue.models import Product
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.inventory.models import Condition, StockItem
from marketplace.search.queries import Cursor, Filters, Ready, Sort, find
from marketplace.search.queries.choices import choices, currencies
from tests.factories.shop import hold, make_maker, make_piece, make_seller
from tests.support.queries import count_queries

EUROS = {"EUR": Decimal(1)}


def item_of(piece: Product) -> StockItem:
    found = select(StockItem).where(StockItem.variant == piece.variants[0])
    return db.session.scalars(found).one()


def euros(amount: int) -> Money:
    return Money(amount * 100, "EUR")


def slugs(filters: Filters, sort: Sort = Sort.NEWEST) -> list[str]:
    return [row.slug for row in find(filters=filters, sort=sort).rows]


def test_by_craft_any_of_several() -> None:
    cloth, _pot, mat = (make_piece(craft=c) for c in ("chador-shab-bafi", "sofal", "hasir-bafi"))
    assert slugs(Filters(crafts=("chador-shab-bafi", "hasir-bafi"))) == [mat.slug, cloth.slug]


def test_by_family() -> None:
    make_piece(craft="sofal")
    cloth = make_piece(craft="rashti-duzi")
    assert slugs(Filters(family="textile")) == [cloth.slug]


def test_a_county_stands_for_its_places() -> None:
    make_piece(place="rasht")
    town, village = make_piece(place="rudsar"), make_piece(place="qasemabad")
    assert slugs(Filters(places=("rudsar-county",))) == [village.slug, town.slug]
    assert slugs(Filters(places=("rudsar",))) == [town.slug]


def test_by_cooperative_and_maker() -> None:
    seller, maker = make_seller(), make_maker()
    piece = make_piece(seller=seller, maker=maker)
    make_piece(seller=seller)
    make_piece(maker=maker)
    assert slugs(Filters(cooperative_id=seller.id, artisan_id=maker.id)) == [piece.slug]


def test_by_price_both_ends_included() -> None:
    for price in (49, 101):
        make_piece(price=euros(price))
    inside = [make_piece(price=euros(price)).slug for price in (100, 50)]
    found = Filters(price_from=euros(50), price_to=euros(100), rates=EUROS)
    assert slugs(found, Sort.DEAREST) == inside


def test_prices_of_other_currencies_are_compared_by_their_rate() -> None:
    dear, cheap = make_piece(price=euros(100)), make_piece(price=Money(10_100, "USD"))
    rates = {"EUR": Decimal(1), "USD": Decimal("0.9")}
    assert slugs(Filters(rates=rates), Sort.CHEAPEST) == [cheap.slug, dear.slug]
    assert slugs(Filters(price_from=euros(92), rates=rates)) == [dear.slug]


def test_what_has_no_rate_comes_last_and_passes_no_range() -> None:
    known = make_piece(price=euros(100))
    unknown = make_piece(price=Money(1, "XTS"))
    rates = {"EUR": Decimal(1), "USD": Decimal("0.9")}
    for sort in (Sort.CHEAPEST, Sort.DEAREST):
        assert slugs(Filters(rates=rates), sort) == [known.slug, unknown.slug]
    assert slugs(Filters(price_from=euros(1), rates=rates)) == [known.slug]


@pytest.mark.parametrize(
    ("hours", "given", "left"), [(24, {}, 0), (-1, {}, 1), (24, {"released": True}, 1)]
)
def test_only_open_holds_count(hours: int, given: dict[str, bool], left: int) -> None:
    piece = make_piece(stock=1)
    held = hold(item_of(piece), 1, hours=hours)
    if given:
        held.released_at = held.expires_at
    row = find().rows[0]
    assert (row.available, row.sold) == (left, left == 0)
    assert len(slugs(Filters(ready=Ready.IN_STOCK))) == left


def test_damaged_pieces_and_ended_variants_are_not_for_sale() -> None:
    damaged, ended = make_piece(), make_piece()
    item_of(damaged).condition = Condition.DAMAGED
    ended.variants[0].offered = False
    assert slugs(Filters(ready=Ready.IN_STOCK)) == []


def test_made_to_order_is_never_sold_out() -> None:
    piece = make_piece(stock=0, made_to_order=True)
    make_piece()
    assert slugs(Filters(ready=Ready.TO_ORDER)) == [piece.slug]
    assert find(filters=Filters(ready=Ready.TO_ORDER)).rows[0].flag == "Made to order"


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_turn_there_and_back_without_a_gap(sort: Sort) -> None:
    made = {make_piece(price=euros(10 + n % 3)).slug for n in range(7)}
    first = find("cloth", sort=sort, size=3)
    second = find("cloth", sort=sort, at=first.next, size=3)
    third = find("cloth", sort=sort, at=second.next, size=3)
    assert [r.slug for r in [*first.rows, *second.rows, *third.rows]] == sorted(
        made, key=[r.slug for r in find("cloth", sort=sort).rows].index
    )
    assert (first.previous, third.next, third.total) == (None, None, 7)
    assert find("cloth", sort=sort, at=third.previous, size=3).rows == second.rows
    back = find("cloth", sort=sort, at=second.previous, size=3)
    assert (back.rows, back.previous) == (first.rows, None)


def test_a_newcomer_shifts_nothing() -> None:
    for _ in range(4):
        make_piece()
    first = find(size=2)
    rest = find(at=first.next, size=2).rows
    make_piece()
    assert find(at=first.next, size=2).rows == rest


@pytest.mark.parametrize("text", ["", "x", "1", "1.", "1.-2", "9" * 30 + ".1", "۱.۲", "1.2\0"])
def test_what_is_no_cursor_is_none(text: str) -> None:
    assert Cursor.read(text) is None


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["9999999999999999.999999999", "-9999999999999999.0"])
def test_a_cursor_from_nowhere_is_harmless(sort: Sort, text: str) -> None:
    make_piece()
    for back in (True, False):
        find("cloth", sort=sort, at=Cursor.read(text, back=back))


@pytest.mark.parametrize(
    "ask", [find, lambda: find("cloth", Filters(ready=Ready.IN_STOCK), Sort.DEAREST), choices]
)
def test_more_rows_ask_no_more_questions(ask: Callable[[], object]) -> None:
    def asked(pieces: int) -> int:
        for _ in range(pieces):
            make_piece()
        with count_queries() as sent:
            ask()
        return len(sent)

    assert asked(5) == asked(45) <= 6


def test_a_misspelt_question_stays_within_the_limit() -> None:
    make_piece("Basket", "سبد")
    with count_queries() as sent:
        assert find("baskte").rows
    assert len(sent) <= 6


def test_choices_are_what_has_pieces() -> None:
    piece = make_piece(craft="sofal", place="qasemabad")
    make_piece(craft="sofal", place="rudsar", seller=piece.cooperative)
    assert [(c.id, c.pieces) for c in choices().crafts] == [("sofal", 2)]
    assert [(p.id, p.pieces) for p in choices().places] == [
        ("rudsar-county", 2),
        ("qasemabad", 1),
        ("rudsar", 1),
    ]
    assert [(c.id, c.pieces) for c in choices().cooperatives] == [(piece.cooperative.slug, 2)]


def test_a_card_knows_what_the_maker_gets() -> None:
    make_piece(price=euros(100))
    assert find().rows[0].maker_share == euros(83)


def test_the_currencies_of_the_shop_are_known() -> None:
    assert currencies() == []
    for currency in ("USD", "EUR", "USD"):
        make_piece(price=Money(100_00, currency))
    assert currencies() == ["EUR", "USD"]
