"""Pieces that their maker was paid wages for: sold, they are the house's and credit her nothing."""

import pytest

from marketplace.accounts.models import Scope
from marketplace.core.mail import FakeMailer
from marketplace.core.money import Money
from marketplace.inventory import queries as stock
from marketplace.inventory import services as shelves
from marketplace.inventory.models import Condition, Owner, StockItem
from marketplace.ledger import accounts
from marketplace.ledger.queries import balance
from marketplace.orders.models import Order, OrderLine
from marketplace.payouts import earnings, months, queries, reconciliation
from marketplace.payouts.house import kept_of
from marketplace.payouts.models import Credit
from marketplace.payouts.services import batches
from marketplace.payouts.services.crediting import credit_parcel
from marketplace.payouts.statements import content_of
from tests.factories.accounts import make_user
from tests.factories.fulfilment import make_line, make_paid_order, make_treasurer, pack
from tests.factories.inventory import make_location
from tests.factories.payouts import make_credits
from tests.factories.production import cause
from tests.support.jobs import run_jobs


def lay_in(line: OrderLine, pieces: int, owner: Owner) -> StockItem:
    """Sellable pieces of the line's variant, of that owner."""
    place = make_location(line.variant.product.cooperative)
    item = shelves.stock_item(line.variant_id, place.id, Condition.SELLABLE, owner)
    shelves.receive_into(item, pieces, cause())
    return item


def sell(quantity: int, house: int, price: int = 100_00) -> Order:
    """A paid order of so many pieces, of which so many were the house's."""
    order = make_paid_order(make_line(quantity, price))
    line = order.lines[0]
    for pieces, owner in ((quantity - house, Owner.ARTISAN), (house, Owner.COOPERATIVE)):
        if pieces:
            item = lay_in(line, pieces, owner)
            shelves.hand_over(f"{order.number}:{owner}", item, pieces, None)
    return order


def books(credit: Credit) -> tuple[Money, Money, Money]:
    """What stands on the accounts of a line's maker and of the house."""
    names = (
        accounts.artisan_pending(credit.artisan_id),
        accounts.artisan(credit.artisan_id),
        accounts.house(credit.cooperative_id),
    )
    pending, hers, house = (balance(name, "EUR") for name in names)
    return pending, hers, house


def test_what_she_had_wages_for_credits_the_house() -> None:
    (credit,) = make_credits(sell(2, house=2))
    assert (credit.amount.minor, credit.house_pieces) == (0, 2)
    assert [each.minor for each in books(credit)] == [0, 0, -166_00]
    assert reconciliation.faults() == []


def test_only_her_own_pieces_of_a_line_are_hers() -> None:
    (credit,) = make_credits(sell(3, house=2))
    assert (credit.amount, credit.own_pieces) == (Money(83_00, "EUR"), 1)
    assert [each.minor for each in books(credit)] == [0, -83_00, -166_00]
    assert reconciliation.faults() == []


@pytest.mark.parametrize("house", range(4))
def test_several_parcels_add_up_to_the_line_hers_first(house: int) -> None:
    order = sell(3, house, 33_33)
    line = order.lines[0]
    parcels = [pack(order, quantities={line.id: 1}) for _ in range(3)]
    earned = [credit for parcel in parcels for credit in credit_parcel(parcel)]
    assert [credit.house_pieces for credit in earned] == [0] * (3 - house) + [1] * house
    assert sum(c.amount.minor + c.house_minor for c in earned) == line.artisan_share.minor
    assert sum(c.amount.minor for c in earned) == line.share_of(3 - house).minor
    assert reconciliation.faults() == []


def test_pieces_made_for_an_order_one_after_the_other_are_never_hers() -> None:
    order = make_paid_order(make_line(5, made_to_order=True))
    line = order.lines[0]
    for pieces in (2, 3):
        item = lay_in(line, pieces, Owner.COOPERATIVE)
        shelves.hand_over(f"{order.number}:batch:{pieces}", item, pieces, None)
        (credit,) = credit_parcel(pack(order, quantities={line.id: pieces}))
        assert (credit.amount.minor, credit.house_pieces) == (0, pieces)
    assert reconciliation.faults() == []


def test_the_check_finds_a_piece_that_was_paid_twice() -> None:
    order = sell(2, house=1)
    make_credits(order)
    item = lay_in(order.lines[0], 1, Owner.COOPERATIVE)
    shelves.hand_over(f"{order.number}:late", item, 1, None)
    (fault,) = reconciliation.faults()
    assert "1 pieces credited to the maker beside 2 that she had wages for" in fault


def test_a_cancelled_order_gives_the_house_its_pieces_back() -> None:
    order = sell(2, house=2)
    shelves.put_back(order.number, None)
    shelves.put_back(order.number, None)
    (item,) = stock.items_of_variant(order.lines[0].variant_id)
    assert (item.owner, item.on_hand) == (Owner.COOPERATIVE, 2)


def test_nothing_is_payable_for_it() -> None:
    order = sell(3, house=2)
    (credit,) = make_credits(order)
    (row,) = queries.payable(Scope(False, frozenset({credit.cooperative_id})))
    assert (row.pieces, row.sold, row.amount) == (1, Money(100_00, "EUR"), Money(83_00, "EUR"))


@pytest.mark.parametrize(("house", "letters"), [(1, 0), (0, 1)])
def test_she_is_written_of_her_own_alone(house: int, letters: int, mailer: FakeMailer) -> None:
    order = sell(1, house)
    order.lines[0].artisan.user = make_user()
    make_credits(order)
    run_jobs()
    assert len([mail for mail in mailer.sent if "83" in mail.text and "€" in mail.text]) == letters


def test_her_page_does_not_count_it() -> None:
    order = sell(3, house=2)
    artisan = order.lines[0].artisan
    kept = kept_of(artisan.id)
    (sums,) = earnings.sums_of(artisan, kept)
    (sale,) = earnings.sales_of(artisan, kept).rows
    month = months.months_of(artisan, "EUR", kept.values())[-1]
    assert sums.coming == sale.share == month.share == Money(83_00, "EUR")
    assert (sale.house, sale.house_pieces, month.pieces) == (Money(166_00, "EUR"), 2, 1)


def test_when_all_has_arrived_nothing_more_is_coming() -> None:
    order = sell(3, house=1, price=33_33)
    for _ in range(3):
        credit_parcel(pack(order, quantities={order.lines[0].id: 1}))
    artisan = order.lines[0].artisan
    (sums,) = earnings.sums_of(artisan, kept_of(artisan.id))
    assert sums.coming == Money.zero("EUR")


def test_her_statement_names_her_own_pieces() -> None:
    (credit,) = make_credits(sell(3, house=2))
    seller = credit.order_line.order.cooperative
    batch = batches.prepare(seller, "EUR", {credit.artisan_id}, make_treasurer(seller))
    (row,) = content_of(batch.payouts[0])["rows"]
    assert row["quantity"] == "۱"


def test_her_own_pieces_are_sold_before_the_houses() -> None:
    order = make_paid_order(make_line(1))
    line = order.lines[0]
    house = lay_in(line, 2, Owner.COOPERATIVE)
    hers = lay_in(line, 2, Owner.ARTISAN)
    assert house.id < hers.id
    shelves.reserve("A-1", {line.variant_id: 3}, order.reserved_until)
    held = {row.stock_item_id: row.quantity for row in stock.reservations_of("A-1")}
    assert held == {hers.id: 2, house.id: 1}


def test_also_at_the_counter() -> None:
    line = make_paid_order(make_line(1)).lines[0]
    house = lay_in(line, 1, Owner.COOPERATIVE)
    hers = shelves.stock_item(line.variant_id, house.location_id, owner=Owner.ARTISAN)
    shelves.receive_into(hers, 1, cause())
    (sold,) = shelves.sell_from(house.location_id, line.variant_id, 1, cause())
    assert sold.id == hers.id
