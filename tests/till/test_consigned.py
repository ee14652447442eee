"""Pieces of makers at the counter, whose notes are kept in another currency than is paid there."""

from decimal import Decimal

import pytest

from marketplace.catalogue.models import Variant
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.money import Money
from marketplace.inventory.models import Condition
from marketplace.ledger import accounts
from marketplace.ledger import queries as ledger
from marketplace.localisation.models import ExchangeRate
from marketplace.pardis.consignment import checking as notes_agree
from marketplace.pardis.consignment.models import PriceRule
from marketplace.pardis.consignment.models import Sale as Divided
from marketplace.pardis.till import checking
from marketplace.pardis.till.day import today_in_tehran
from marketplace.pardis.till.models import CURRENCY, Shift, Tender
from marketplace.pardis.till.services import returning, selling
from marketplace.pardis.till.services.returning import Back
from tests.factories.consignment import make_note
from tests.factories.till import (
    make_cashier,
    make_good,
    make_sale,
    make_shift,
    make_slip,
    toman,
)


@pytest.fixture(autouse=True)
def no_rates() -> None:
    db.session.query(ExchangeRate).delete()


def know_rate(rial: str) -> None:
    """What a euro is worth today."""
    told = {"as_of": today_in_tehran(), "rate": Decimal(rial), "source": "test"}
    db.session.add(ExchangeRate(base="EUR", quote="IRR", **told))
    db.session.flush()


def consigned(shift: Shift, at_least: str, toman_each: int) -> Variant:
    """A piece whose maker was promised so many euro, at so many toman."""
    good = make_good(shift.till, 0, toman_each)
    least = {"currency": "EUR", "price": Money.of(Decimal(at_least), "EUR")}
    make_note(variant=good, place=shift.till.location, price_rule=PriceRule.MINIMUM_NET, **least)
    return good


def test_a_piece_whose_note_is_kept_in_euro_is_sold_by_the_rate_of_the_day() -> None:
    know_rate("1000000")
    shift = make_shift(float_=0)
    sale = make_sale(shift, (consigned(shift, "20.00", 3_000_000), 1))
    divided = db.session.scalars(db.select(Divided).order_by(Divided.id)).one()
    assert (divided.price, divided.taken) == (Money(30_00, "EUR"), toman(3_000_000))
    assert ledger.balance(accounts.takings(0), CURRENCY) == toman(0)
    assert ledger.balance(accounts.conversion(0), "EUR") == Money(30_00, "EUR")
    back = Back("b" * 32, {sale.lines[0].id: 1}, Condition.SELLABLE, "Too big", Tender.CASH)
    returning.take_back(shift.till, sale, back, make_cashier())
    assert ledger.balance(accounts.conversion(0), "EUR") == Money(0, "EUR")
    assert [*checking.faults(), *notes_agree.faults()] == []


@pytest.mark.parametrize(
    ("rates", "words"),
    [([], "no rate is known"), (["1000000"], "agreed to €40")],
    ids=["no rate", "too cheap"],
)
def test_without_a_rate_or_under_its_least_price_it_is_refused_with_a_reason(
    rates: list[str], words: str
) -> None:
    for rate in rates:
        know_rate(rate)
    shift = make_shift()
    good = consigned(shift, "40.00", 3_000_000)
    with pytest.raises(Invalid, match=words):
        selling.take(shift.till, make_slip(shift, (good, 1), live=True), make_cashier())
