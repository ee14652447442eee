"""Whether notes, stock, sales, settlements and the ledger agree."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import func, select

from marketplace.accounts.permissions import CENTRE
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger import queries as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.pardis.consignment.models import Piece, Sale, SaleKind, Settlement
from marketplace.pardis.consignment.queries import pieces
from marketplace.payouts.models import Earning


def faults() -> list[str]:
    """Everything that does not agree, one sentence each; empty when all is well."""
    return [*_stock(), *_sums(), *_owed(), *_books()]


def count_pieces() -> int:
    return db.session.scalar(select(func.count(Piece.id))) or 0


def _stock() -> Iterator[str]:
    for variant_id, noted, lying in pieces.beyond_notes():
        yield f"variant {variant_id}: notes hold {noted} pieces, {lying} lie at the centre"


def _sums() -> Iterator[str]:
    total = func.coalesce(func.sum(Sale.net_minor), 0)
    net = Settlement.__table__.c.net_minor
    rows = db.session.execute(
        select(Settlement.number, net, total)
        .outerjoin(Sale, Sale.settlement_id == Settlement.id)
        .group_by(Settlement.id)
        .having(net != total)
        .order_by(Settlement.number)
    )
    for number, minor, found in rows:
        yield f"settlement {number}: says {minor}, its sales sum to {found}"


def _owed() -> Iterator[str]:
    key = func.concat("settlement:", Settlement.id)
    net, owed = Settlement.__table__.c.net_minor, Earning.__table__.c.amount_minor
    rows = db.session.execute(
        select(Settlement.number, net, owed)
        .outerjoin(Earning, Earning.key == key)
        .where(func.coalesce(owed, 0) != net)
        .order_by(Settlement.number)
    )
    for number, minor, found in rows:
        yield f"settlement {number}: {minor} is hers, {found or 0} is owed to her"


def _books() -> Iterator[str]:
    """What pieces of others were sold for and is not settled must stand on its account."""
    expected: Counter[str] = Counter()
    of_sales = Sale.kind.in_([SaleKind.SOLD, SaleKind.TAKEN_BACK])
    for currency, minor in db.session.execute(
        select(Sale.currency, func.sum(Sale.price_minor))
        .where(of_sales, Sale.settlement_id.is_(None))
        .group_by(Sale.currency)
    ):
        expected[currency] = -int(minor)
    booked: Counter[str] = Counter()
    for turnover in ledger.turnovers([EntryKind.SHELF_SALE, EntryKind.SETTLEMENT]):
        if turnover.account == accounts.consigned(CENTRE):
            booked[turnover.amount.currency] += turnover.amount.minor
    for currency in sorted(expected.keys() | booked.keys()):
        if expected[currency] != booked[currency]:
            is_, should = Money(booked[currency], currency), Money(expected[currency], currency)
            yield f"consigned money stands at {is_.decimal} {currency}, should be {should.decimal}"
