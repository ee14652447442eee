"""What wages and advances do to the books, and what must therefore stand there."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.core.db import db
from marketplace.ledger import accounts
from marketplace.ledger import services as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.pardis.production.models import (
    Advance,
    AdvanceKind,
    Offer,
    RunState,
    WageSlip,
    WagesRun,
    WorkOrder,
)


def book_advance(advance: Advance) -> bool:
    """She owes it; in money it is hers to be paid, as material it left the store."""
    order, artisan_id = advance.offer.work_order, advance.offer.artisan_id
    cash = advance.kind is AdvanceKind.CASH
    return ledger.post(
        f"advance:{advance.id}",
        EntryKind.ADVANCE,
        order.number,
        advance.note,
        [
            (accounts.advance(artisan_id), advance.amount),
            (
                accounts.artisan(artisan_id) if cash else accounts.materials(order.cooperative_id),
                -advance.amount,
            ),
        ],
    )


def book_slip(slip: WageSlip) -> bool:
    """Wages are owed, less what she got before. Once, whoever asks how often."""
    run = slip.run
    return ledger.post(
        f"wages:{slip.id}",
        EntryKind.WAGES,
        run.number,
        f"{sum(line.pieces for line in slip.lines)} pieces until {run.until}",
        [
            (accounts.wages(run.cooperative_id), slip.gross),
            (accounts.advance(slip.artisan_id), -slip.repaid),
            (accounts.artisan(slip.artisan_id), -slip.net),
        ],
    )


OURS = ("wages:", "advance:", "materials:")


def is_ours(account: str) -> bool:
    """Whether an account is moved by the workshop alone."""
    return account.startswith(OURS)


def expected() -> Mapping[str, int]:
    """What must stand on those accounts, in minor units, by what was advanced and approved."""
    sums: Counter[str] = Counter()
    advances = select(Advance).options(joinedload(Advance.offer).joinedload(Offer.work_order))
    for advance in db.session.scalars(advances):
        order: WorkOrder = advance.offer.work_order
        sums[accounts.advance(advance.offer.artisan_id)] += advance.amount.minor
        if advance.kind is AdvanceKind.MATERIAL:
            sums[accounts.materials(order.cooperative_id)] -= advance.amount.minor
    slips = select(WageSlip).join(WageSlip.run).options(joinedload(WageSlip.run))
    for slip in db.session.scalars(slips.where(WagesRun.state == RunState.APPROVED)):
        sums[accounts.wages(slip.run.cooperative_id)] += slip.gross_minor
        sums[accounts.advance(slip.artisan_id)] -= slip.repaid_minor
    return sums
