"""Settlements: once a month, what every maker is owed, booked and payable."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger import services as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.pardis.consignment import letters
from marketplace.pardis.consignment.models import (
    PieceEventKind,
    PieceState,
    Sale,
    SaleKind,
    Settlement,
)
from marketplace.pardis.consignment.months import end_of, last_day
from marketplace.pardis.consignment.queries import settlements as queries
from marketplace.pardis.consignment.services import keeping
from marketplace.pardis.consignment.services.numbers import next_number
from marketplace.payouts.services import crediting

OF_SALES = {SaleKind.SOLD, SaleKind.TAKEN_BACK}


def settle(month: date, by: User) -> list[Settlement]:
    """Settle all that was sold until the end of the Iranian month of this day: one settlement for
    each maker and currency. A sum of nothing or less waits for the next month. Settling again finds
    nothing left; two people at once settle once."""
    until: datetime = end_of(month)
    if until > now():
        raise Conflict(_("This month has not ended yet."))
    sales = sorted(queries.locked_open_sales(until), key=_whose)
    groups = [list(group) for _key, group in groupby(sales, key=_whose)]
    return [_settle(group, last_day(month), by) for group in groups if _worth_paying(group)]


def _whose(sale: Sale) -> tuple[int, str]:
    return sale.piece.line.note.artisan_id, sale.currency


def _worth_paying(sales: Sequence[Sale]) -> bool:
    return sum(sale.net_minor for sale in sales) > 0


def _settle(sales: list[Sale], until: date, by: User) -> Settlement:
    currency = sales[0].currency
    settlement = Settlement(
        number=next_number("CS"),
        artisan=sales[0].piece.line.note.artisan,
        cooperative_id=CENTRE,
        until=until,
        net=Money.total((sale.net for sale in sales), currency),
        made_by_id=by.id,
        sales=sales,
    )
    db.session.add(settlement)
    db.session.flush()
    _book(settlement)
    _owe(settlement)
    for sale in sales:
        if sale.kind is SaleKind.SOLD and sale.piece.state is PieceState.SOLD:
            sale.piece.state = PieceState.SETTLED
            keeping.tell(sale.piece, PieceEventKind.SETTLED, by.id, settlement.number)
    after = {"number": settlement.number, "total": str(settlement.net.decimal)}
    audit.record(by, "consignment.settled", settlement, after=after, scope_id=CENTRE)
    letters.settled(settlement)
    return settlement


def _book(settlement: Settlement) -> None:
    """The maker's part, the commission and the costs that she bears come out of what the centre
    holds of others; what it lost and makes good, out of its own pocket."""
    currency = settlement.net.currency
    of_sales = [sale for sale in settlement.sales if sale.kind in OF_SALES]
    lost = [sale for sale in settlement.sales if sale.kind not in OF_SALES]
    ledger.post(
        f"settlement:{settlement.id}",
        EntryKind.SETTLEMENT,
        settlement.number,
        f"consigned pieces sold until {settlement.until}",
        [
            (accounts.consigned(CENTRE), Money.total((s.price for s in of_sales), currency)),
            (accounts.commission(CENTRE), -Money.total((s.commission for s in of_sales), currency)),
            (accounts.sale_costs(CENTRE), -Money.total((s.cost for s in of_sales), currency)),
            (accounts.consigned_losses(CENTRE), Money.total((s.net for s in lost), currency)),
            (accounts.artisan(settlement.artisan_id), -settlement.net),
        ],
    )


def _owe(settlement: Settlement) -> None:
    counted = [sale for sale in settlement.sales if sale.kind in OF_SALES]
    pieces = sum(1 if sale.kind is SaleKind.SOLD else -1 for sale in counted)
    crediting.owe(
        settlement.artisan_id,
        CENTRE,
        settlement.net,
        f"settlement:{settlement.id}",
        settlement.number,
        titles=WORDS,
        quantity=max(pieces, 1),
    )


WORDS = {"en": "Consigned pieces", "fa": "کارهای امانی"}
