"""Wages by the piece: a run is prepared by one person, approved by another, and stands in the books
once. A batch lies in one run; what was advanced on a share is paid back from that share's wages."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.catalogue.models import Product
from marketplace.cooperatives.models import Cooperative
from marketplace.core.calendars import TEHRAN
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Forbidden, Invalid
from marketplace.core.money import Money
from marketplace.localisation.languages import local_text
from marketplace.pardis.production import books, queries
from marketplace.pardis.production.models import (
    CURRENCY,
    Advance,
    Batch,
    Grade,
    PieceRate,
    Repayment,
    RunState,
    WageLine,
    WageSlip,
    WagesRun,
)
from marketplace.pardis.production.words import GRADES
from marketplace.payouts.queries import next_number
from marketplace.payouts.services.crediting import owe

COUNTER = "wages"
ZERO = Money.zero(CURRENCY)
TITLES = {"en": "Wages by the piece", "fa": "دستمزد قطعه‌ای"}


def set_rate(product: Product, grade: Grade, starts_on: date, rate: Money, by: User) -> PieceRate:
    """What a piece earns from a day on. The rate of a day is never changed; another day has
    another."""
    if any(
        one.grade is grade and one.starts_on == starts_on and one.product_id == product.id
        for one in queries.rates()
    ):
        raise Invalid(_("There is a rate of this day already."), "starts_on")
    made = PieceRate(product=product, grade=grade, starts_on=starts_on, rate=rate, set_by_id=by.id)
    db.session.add(made)
    after = {"grade": grade.value, "rate": str(rate), "starts_on": starts_on.isoformat()}
    audit.record(by, "piece_rate.set", made, after=after, scope_id=product.cooperative_id)
    return made


def prepare(cooperative: Cooperative, until: date, by: User) -> WagesRun:
    """A run of everything that was graded until the evening of a day and lies in no other. Two who
    prepare at once make one run between them: the second finds nothing left."""
    batches = queries.locked_batches_to_pay(cooperative.id, until)
    if not batches:
        raise Conflict(_("Nothing is left to pay until that day: it lies in another run already."))
    run = WagesRun(
        number=_number(cooperative),
        cooperative_id=cooperative.id,
        until=until,
        made_by_id=by.id,
    )
    db.session.add(run)
    ordered = sorted(batches, key=lambda batch: (batch.offer.artisan_id, batch.id))
    run.slips = [
        _slip(artisan_id, list(own))
        for artisan_id, own in groupby(ordered, key=lambda batch: batch.offer.artisan_id)
    ]
    db.session.flush()
    for slip in run.slips:
        for line in slip.lines:
            line.batch.slip_id = slip.id
    _record(run, "prepared", by)
    return run


def approve(run: WagesRun, by: User) -> None:
    """The second pair of eyes; the run, which is locked, goes into the books and can be paid.
    Approving again changes nothing."""
    if run.state is RunState.APPROVED and run.approved_by_id == by.id:
        return
    if run.made_by_id == by.id:
        raise Forbidden(_("You prepared this run. Somebody else must approve it."))
    if run.state is not RunState.DRAFT:
        raise Conflict(_("This run has been approved or given up already."))
    run.state = RunState.APPROVED
    run.approved_by_id, run.approved_at = by.id, now()
    db.session.flush()
    for slip in run.slips:
        books.book_slip(slip)
        if slip.net:
            pieces = sum(line.pieces for line in slip.lines)
            words = {"titles": TITLES, "quantity": pieces}
            owe(
                slip.artisan_id,
                run.cooperative_id,
                slip.net,
                f"wages:{slip.id}",
                run.number,
                **words,
            )
    _record(run, "approved", by)


def drop(run: WagesRun, by: User) -> None:
    """Give the run up; what lay in it can be paid in another."""
    if run.state is RunState.DROPPED:
        return
    if run.state is not RunState.DRAFT:
        raise Conflict(_("This run has been approved or given up already."))
    run.state = RunState.DROPPED
    for slip in run.slips:
        for line in slip.lines:
            line.batch.slip_id = None
    _record(run, "dropped", by)


def _slip(artisan_id: int, batches: Sequence[Batch]) -> WageSlip:
    lines = [line for batch in batches for line in _lines(batch)]
    repayments = _repayments(lines)
    gross = Money.total((line.amount for line in lines), CURRENCY)
    back = Money.total((one.amount for one in repayments), CURRENCY)
    return WageSlip(
        artisan_id=artisan_id,
        lines=lines,
        repayments=repayments,
        gross_minor=gross.minor,
        repaid_minor=back.minor,
        net_minor=(gross - back).minor,
    )


def _lines(batch: Batch) -> list[WageLine]:
    """Every grade at the rate of the day it was given. Pieces that went back earn nothing yet."""
    product = batch.offer.work_order.variant.product
    graded_on = (batch.graded_at or now()).astimezone(TEHRAN).date()
    rates = {Grade.REJECT: ZERO, **queries.rates_on(product.id, graded_on)}
    pieces = {Grade.A: batch.a, Grade.B: batch.b, Grade.C: batch.c - batch.back}
    pieces[Grade.REJECT] = batch.reject
    for grade, count in pieces.items():
        if count and grade not in rates:
            raise Invalid(
                _(
                    "%(piece)s has no rate for grade %(grade)s on that day. Set it first.",
                    piece=local_text(product.titles),
                    grade=GRADES[grade],
                )
            )
    return [
        WageLine(
            batch=batch,
            grade=grade,
            pieces=count,
            rate_minor=rates[grade].minor,
            amount_minor=(rates[grade] * count).minor,
        )
        for grade, count in pieces.items()
        if count
    ]


def _repayments(lines: Sequence[WageLine]) -> list[Repayment]:
    """What was advanced on the shares of these lines is taken from what each share earned, the
    oldest first."""
    earned: dict[int, Money] = defaultdict(lambda: ZERO)
    for line in lines:
        earned[line.batch.offer_id] += line.amount
    advances = queries.locked_advances(sorted(earned))
    back = queries.repaid([advance.id for advance in advances])
    found = []
    for advance in advances:
        amount = min(_owed(advance, back), earned[advance.offer_id])
        if amount:
            earned[advance.offer_id] -= amount
            found.append(Repayment(advance=advance, amount_minor=amount.minor))
    return found


def _owed(advance: Advance, back: Mapping[int, Money]) -> Money:
    return advance.amount - back.get(advance.id, ZERO)


def _number(cooperative: Cooperative) -> str:
    year = now().year
    return f"{cooperative.code}-WAGE-{year}-{next_number(cooperative.id, year, COUNTER):04}"


def _record(run: WagesRun, act: str, by: User) -> None:
    after = {"number": run.number, "total": str(run.net.decimal)}
    audit.record(by, f"wages_run.{act}", run, after=after, scope_id=run.cooperative_id)
