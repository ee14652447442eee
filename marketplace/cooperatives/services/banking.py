"""Where a cooperative is paid, and what it keeps of a sale."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.cooperatives import queries
from marketplace.cooperatives.errors import Taken
from marketplace.cooperatives.models import BankAccount, CommissionTerm, Cooperative
from marketplace.cooperatives.pricing import COMMISSION_KINDS, WHOLE
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid


@dataclass(frozen=True)
class AccountDetails:
    currency: str
    holder: str
    bank: str
    iban: str
    bic: str


def open_account(cooperative: Cooperative, details: AccountDetails, *, by: User) -> BankAccount:
    """From now on the cooperative is paid here in this currency; an older account in it is closed.

    Papers that were made before keep the account they name.
    """
    queries.locked_cooperative(cooperative.id)
    for older in queries.bank_accounts(cooperative.id):
        if older.closed_at is None and older.currency == details.currency:
            if older.iban == details.iban:
                raise Taken(_("This account is there already."), "iban")
            older.closed_at = now()
    account = BankAccount(cooperative_id=cooperative.id, **vars(details))
    db.session.add(account)
    db.session.flush()
    audit.record(
        by,
        "bank-account.opened",
        account,
        after={"currency": details.currency, "iban": masked(details.iban), "bic": details.bic},
        scope_id=cooperative.id,
    )
    return account


def close_account(cooperative: Cooperative, account_id: int, *, by: User) -> None:
    """Nobody is asked to pay here any more."""
    queries.locked_cooperative(cooperative.id)
    accounts = {account.id: account for account in queries.bank_accounts(cooperative.id)}
    account = accounts.get(account_id)
    if account is None or account.closed_at is not None:
        raise Conflict(_("This account is not open any more."))
    account.closed_at = now()
    audit.record(
        by,
        "bank-account.closed",
        account,
        before={"currency": account.currency, "iban": masked(account.iban)},
        scope_id=cooperative.id,
    )


def agree_commission(
    cooperative: Cooperative,
    starts_on: date,
    shares: Mapping[str, int],
    reason: str,
    *,
    by: User,
) -> CommissionTerm:
    """What the cooperative keeps of sales from a day on, today at the earliest: in basis points,
    by where it goes. Orders keep the term of their own day."""
    if starts_on < today():
        raise Invalid(_("A term begins today or later; what was sold keeps its own."), "starts_on")
    if sum(shares.values()) > WHOLE:
        raise Invalid(_("The parts come to more than the whole price."), "cooperative")
    queries.locked_cooperative(cooperative.id)
    _refuse_second_term(cooperative, starts_on)
    term = CommissionTerm(
        cooperative_id=cooperative.id,
        starts_on=starts_on,
        rate_bp=sum(shares.values()),
        shares={kind: int(shares[kind]) for kind in COMMISSION_KINDS},
        reason=reason,
        set_by_id=by.id,
    )
    db.session.add(term)
    after = {"starts_on": starts_on.isoformat(), "shares": dict(term.shares), "reason": reason}
    audit.record(by, "commission.agreed", term, after=after, scope_id=cooperative.id)
    return term


def _refuse_second_term(cooperative: Cooperative, starts_on: date) -> None:
    taken = select(CommissionTerm.id).where(
        CommissionTerm.cooperative_id == cooperative.id, CommissionTerm.starts_on == starts_on
    )
    if db.session.scalar(taken):
        raise Taken(_("A term begins on that day already. Choose the next day."), "starts_on")


def masked(number: str) -> str:
    """Enough of an account number to know it by: its country and its last four."""
    return f"{number[:2]}…{number[-4:]}"
