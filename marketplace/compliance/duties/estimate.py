"""Putting the estimate together."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from marketplace.compliance import queries, reasons
from marketplace.compliance.duties.case import Case, Finding, said
from marketplace.compliance.duties.charges import Charges, CustomsLine
from marketplace.compliance.duties.rules import DUTY_RULES, tax_of, unknown
from marketplace.compliance.reasons import filled
from marketplace.core.clock import today
from marketplace.core.db import Texts
from marketplace.core.money import Money
from marketplace.localisation.rates import NoRate

STALE_AFTER = timedelta(days=90)


def is_stale(as_of: date, on: date | None = None) -> bool:
    """Whether a rule was noted so long ago that it must be looked at again."""
    return (on or today()) - as_of > STALE_AFTER


def estimate(
    country: str,
    lines: Sequence[CustomsLine],
    freight: Money,
    gross_grams: int | None,
    on: date | None = None,
    *,
    earlier: Callable[[], Money] | None = None,
) -> Charges:
    """What the buyer may have to pay on arrival. All amounts share the currency of `freight`;
    `earlier` tells what the same person has already been sent in this calendar month; it is asked
    only where the country counts so."""
    day = on or today()
    rule = queries.destination(country, day)
    if rule is None:
        why = reasons.NO_RULE_FOR_DUTY
        return Charges(None, why, None, why, (reasons.NO_RULE,), "unknown", None, None)
    return _charges(Case(rule, lines, freight, gross_grams, day, earlier))


def _charges(case: Case) -> Charges:
    duty = _found(case)
    tax = _taxed(case, duty)
    fees, notes = _fees(case)
    landed = None
    if duty.amount is not None and tax.amount is not None:
        landed = case.goods + case.freight + duty.amount + tax.amount + fees
    return Charges(
        duty=duty.amount,
        duty_reason=duty.reason,
        tax=tax.amount,
        tax_reason=tax.reason,
        notes=(*notes, *_warnings(case)),
        rule=case.rule.duty_rule,
        as_of=case.rule.as_of,
        landed=landed,
        fees=fees,
    )


def _found(case: Case) -> Finding:
    try:
        return DUTY_RULES.get(case.rule.duty_rule, unknown)(case)
    except NoRate:
        return Finding(None, reasons.NO_EXCHANGE_RATE)


def _taxed(case: Case, duty: Finding) -> Finding:
    try:
        return tax_of(case, duty)
    except NoRate:
        return Finding(None, reasons.NO_EXCHANGE_RATE)


def _fees(case: Case) -> tuple[Money, tuple[Texts, ...]]:
    """The certain fees as a sum, and what is to be said about all of them."""
    kinds = len(case.kinds or case.lines)
    charged = [(fee, kinds) for fee in case.figures("fee_per_line")]
    charged += [(fee, 1) for fee in case.figures("fee_per_parcel")]
    total, notes = Money.zero(case.currency), []
    for fee, times in charged:
        amount = fee.money * times
        if fee.certain:
            total += case.in_own_currency(amount)
        notes.append(filled(reasons.FEE, note=fee.note, amount=said(amount)))
    return total, tuple(notes)


def _warnings(case: Case) -> Iterator[Texts]:
    by_seller, by_month = case.figure("tax_by_seller_up_to"), case.figure("counts_by_month")
    if by_month:
        yield by_month.note
    if by_seller and case.within(case.goods, by_seller.money):
        yield reasons.SELLER_COLLECTS
    if is_stale(case.rule.as_of, case.day):
        yield reasons.STALE
    if case.rule.confidence == "low":
        yield reasons.UNSURE
