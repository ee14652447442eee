"""Cooperatives, where they are paid, what they keep, and who works there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import selectinload

from marketplace.accounts.models import RoleGrant, Scope, User
from marketplace.accounts.permissions import COOPERATIVE_ROLES
from marketplace.cooperatives.errors import NoBankAccount, NoCommissionTerm, NoSuchCooperative
from marketplace.cooperatives.models import BankAccount, CommissionTerm, Cooperative
from marketplace.cooperatives.pricing import Division, division_of
from marketplace.core.db import db
from marketplace.core.remembering import remembered

EVERYWHERE = Scope(everywhere=True)


def cooperative(cooperative_id: int) -> Cooperative:
    return cooperative_in(EVERYWHERE, cooperative_id)


def cooperative_in(scope: Scope, cooperative_id: int) -> Cooperative:
    """The cooperative, if it lies in the scope; a stranger's does not exist."""
    found = db.session.scalar(
        select(Cooperative).where(Cooperative.id == cooperative_id, scope.clause(Cooperative.id))
    )
    if found is None:
        raise NoSuchCooperative(_("There is no such cooperative."))
    return found


def locked_cooperative(cooperative_id: int) -> Cooperative:
    """The cooperative as it stands now, held until the transaction ends."""
    found = db.session.scalar(
        select(Cooperative)
        .where(Cooperative.id == cooperative_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchCooperative(_("There is no such cooperative."))
    return found


def cooperatives_in(scope: Scope) -> Sequence[Cooperative]:
    return db.session.scalars(
        select(Cooperative).where(scope.clause(Cooperative.id)).order_by(Cooperative.id)
    ).all()


def all_cooperatives() -> Sequence[Cooperative]:
    return cooperatives_in(EVERYWHERE)


def commission_term(cooperative_id: int, on: date) -> CommissionTerm:
    """The term that holds on the day: the newest that has begun."""
    term = db.session.scalar(
        select(CommissionTerm)
        .where(CommissionTerm.cooperative_id == cooperative_id, CommissionTerm.starts_on <= on)
        .order_by(CommissionTerm.starts_on.desc())
        .limit(1)
    )
    if term is None:
        raise NoCommissionTerm(_("No commission is agreed with this cooperative for that day."))
    return term


@remembered("commission_terms")
def divisions_on(day: date) -> dict[int, Division]:
    """How each cooperative that has a term on the day divides its prices, in one query, for lists."""
    newest = db.session.scalars(_newest_terms(), {"day": day})
    return {term.cooperative_id: division_of(term) for term in newest}


@cache
def _newest_terms() -> Select[CommissionTerm]:
    return (
        select(CommissionTerm)
        .ext(distinct_on(CommissionTerm.cooperative_id))
        .where(CommissionTerm.starts_on <= bindparam("day"))
        .order_by(CommissionTerm.cooperative_id, CommissionTerm.starts_on.desc())
    )


def commission_terms(cooperative_id: int) -> Sequence[CommissionTerm]:
    """All terms, newest first."""
    return db.session.scalars(
        select(CommissionTerm)
        .where(CommissionTerm.cooperative_id == cooperative_id)
        .order_by(CommissionTerm.starts_on.desc())
    ).all()


def bank_account(cooperative_id: int, currency: str) -> BankAccount:
    """The open account in the currency; the newest where there are several."""
    account = db.session.scalar(
        select(BankAccount)
        .where(
            BankAccount.cooperative_id == cooperative_id,
            BankAccount.currency == currency,
            BankAccount.closed_at.is_(None),
        )
        .order_by(BankAccount.id.desc())
        .limit(1)
    )
    if account is None:
        raise NoBankAccount(
            _("This cooperative has no bank account in %(currency)s yet.", currency=currency)
        )
    return account


@dataclass(frozen=True)
class SaleTerms:
    """What a cooperative keeps of a sale, and the account it is paid to, as orders copy it."""

    term_id: int
    rate_bp: int
    account: dict[str, str]


@remembered("bank_accounts", "commission_terms")
def sale_terms(cooperative_id: int, currency: str, on: date) -> SaleTerms:
    """Raises NoBankAccount and NoCommissionTerm."""
    account = bank_account(cooperative_id, currency)
    term = commission_term(cooperative_id, on)
    names = ("holder", "bank", "iban", "bic", "currency")
    return SaleTerms(term.id, term.rate_bp, {name: getattr(account, name) for name in names})


def bank_accounts(cooperative_id: int) -> Sequence[BankAccount]:
    """All accounts, the open ones first."""
    return db.session.scalars(
        select(BankAccount)
        .where(BankAccount.cooperative_id == cooperative_id)
        .order_by(BankAccount.closed_at.is_not(None), BankAccount.id.desc())
    ).all()


def staff_of(cooperative_id: int) -> Sequence[User]:
    """Everyone who holds a role within the cooperative, by name."""
    return db.session.scalars(
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.scope_id == cooperative_id, RoleGrant.role.in_(COOPERATIVE_ROLES))
        .distinct()
        .order_by(User.name, User.id)
        .options(selectinload(User.grants))
    ).all()
