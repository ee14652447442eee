"""The rules of duty, by their codes, and the one rule of tax. Their figures are data."""

from collections.abc import Mapping
from decimal import Decimal

from marketplace.compliance import reasons
from marketplace.compliance.duties.case import (
    Case,
    Finding,
    Rule,
    percent_of,
    said,
    said_percent,
)
from marketplace.compliance.reasons import filled
from marketplace.core.money import Money
from marketplace.localisation.formats import format_number


def flat_for_each_kind(case: Case) -> Finding:
    """The EU, 2026 to 2028: so much for each six-digit code, up to a value; then the tariff."""
    flat, limit = case.figure("flat_per_hs6"), case.figure("flat_up_to")
    if flat is None or limit is None:
        return Finding(None, reasons.NO_FIGURE)
    if case.kinds is None:
        return Finding(None, reasons.NO_HS_CODE)
    if not case.within(case.goods, limit.money):
        return Finding(None, reasons.BY_TARIFF)
    kinds = {lang: format_number(len(case.kinds), lang) for lang in ("en", "fa")}
    words = reasons.FLAT if len(case.kinds) > 1 else reasons.FLAT_ONE
    reason = filled(words, amount=said(flat.money), kinds=kinds)
    return Finding(case.in_own_currency(flat.money * len(case.kinds)), reason)


def percent_or_weight(case: Case) -> Finding:
    """The Eurasian union: above a limit a percentage of the whole value, at least so much a kilogram."""
    rate, minimum, limit = case.figure("rate_pct"), case.figure("min_per_kg"), _duty_limit(case)
    if rate is None or minimum is None or limit is None:
        return Finding(None, reasons.NO_FIGURE)
    if case.within(case.counted, limit):
        return _under(case, limit)
    if not case.gross_grams:
        return Finding(None, reasons.NO_WEIGHT)
    by_weight = Money.of(minimum.value * case.gross_grams / 1000, minimum.currency)
    duty = max(percent_of(case.goods, rate.value), case.in_own_currency(by_weight))
    words = {"percent": said_percent(rate.value), "minimum": said(minimum.money)}
    return Finding(duty, filled(reasons.PERCENT_OR_WEIGHT, **words))


def free_up_to_a_limit(case: Case) -> Finding:
    limit = _duty_limit(case)
    if limit is None:
        return Finding(None, reasons.NO_RULE_FOR_DUTY)
    if limit and case.within(case.counted, limit):
        return _under(case, limit)
    return Finding(None, reasons.BY_TARIFF)


def by_tariff(_case: Case) -> Finding:
    return Finding(None, reasons.BY_TARIFF)


def free_for_industrial_goods(case: Case) -> Finding:
    """Switzerland: chapters from one to another are free of duty."""
    first, last = case.figure("first_chapter"), case.figure("last_chapter")
    if first is None or last is None:
        return Finding(None, reasons.NO_FIGURE)
    if case.kinds is None:
        return Finding(None, reasons.NO_HS_CODE)
    if all(first.value <= int(code[:2]) <= last.value for code in case.kinds):
        return Finding(Money.zero(case.currency), reasons.INDUSTRIAL_ZERO)
    return Finding(None, reasons.BY_TARIFF)


def not_at_all(_case: Case) -> Finding:
    return Finding(None, reasons.BLOCKED)


def unknown(_case: Case) -> Finding:
    return Finding(None, reasons.NO_RULE_FOR_DUTY)


DUTY_RULES: Mapping[str, Rule] = {
    "eu_flat_per_hs6": flat_for_each_kind,
    "eaeu_5pct_min_1eur_kg": percent_or_weight,
    "threshold_then_tariff": free_up_to_a_limit,
    "tariff_from_zero": by_tariff,
    "zero_industrial": free_for_industrial_goods,
    "blocked": not_at_all,
    "unknown": unknown,
}


def tax_of(case: Case, duty: Finding) -> Finding:
    """Value added tax on goods, carriage and duty, unless a limit frees it."""
    if duty.reason is reasons.BLOCKED:
        return duty
    rate = case.rule.tax_rate_pct
    if rate is None:
        return Finding(None, reasons.NO_TAX_RATE)
    if rate == 0:
        return Finding(Money.zero(case.currency), reasons.NO_TAX)
    limit = _tax_limit(case)
    if limit is None:
        return Finding(None, filled(reasons.TAX_LIMIT_UNKNOWN, percent=said_percent(rate)))
    if limit and not case.figure("tax_waived_up_to") and case.within(case.counted, limit):
        return Finding(
            Money.zero(case.currency), filled(reasons.TAX_UNDER_THE_LIMIT, limit=said(limit))
        )
    if duty.amount is None:
        return Finding(None, filled(reasons.TAX_NEEDS_DUTY, percent=said_percent(rate)))
    return _tax_on(case, case.goods + case.freight + duty.amount, rate)


def _tax_on(case: Case, base: Money, rate: Decimal) -> Finding:
    tax, waived = percent_of(base, rate), case.figure("tax_waived_up_to")
    if waived and case.within(tax, waived.money):
        words = {"tax": said(tax), "limit": said(waived.money)}
        return Finding(Money.zero(case.currency), filled(reasons.TAX_WAIVED, **words))
    return Finding(tax, filled(reasons.TAX_RATE, percent=said_percent(rate)))


def _under(case: Case, limit: Money) -> Finding:
    reason = filled(reasons.UNDER_THE_LIMIT, limit=said(limit))
    return Finding(Money.zero(case.currency), reason)


def _duty_limit(case: Case) -> Money | None:
    return _limit(case.rule.duty_free_up_to, case.rule.duty_free_currency)


def _tax_limit(case: Case) -> Money | None:
    return _limit(case.rule.tax_free_up_to, case.rule.tax_free_currency)


def _limit(amount: Decimal | None, currency: str | None) -> Money | None:
    return None if amount is None or currency is None else Money.of(amount, currency)
