from datetime import date, timedelta
from itertools import count
from string import ascii_uppercase
from typing import Any

from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE, Role
from marketplace.cooperatives.models import (
    Artisan,
    BankAccount,
    CommissionTerm,
    Cooperative,
    CooperativeKind,
    Membership,
)
from marketplace.core.checks import LEGAL_WEIGHTS
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.localisation.models import Place
from tests.factories.accounts import make_user

_numbers = count(1)
IBANS = {"EUR": "DE89370400440532013000", "AED": "AE070331234567890123456"}


def make_place(**given: Any) -> Place:
    number = next(_numbers)
    defaults = {
        "id": f"place-{number}",
        "kind": "village",
        "names": {"en": f"Village {number}", "fa": f"روستای {number}"},
        "source": "test",
        "as_of": date(2026, 11, 23),
    }
    return _saved(Place(**defaults | given))


def make_cooperative(
    *, account: str | None = "EUR", rate_bp: int | None = 1700, **given: Any
) -> Cooperative:
    """An active cooperative with a bank account in the currency and a commission term."""
    number = next(_numbers)
    defaults = {
        "slug": f"cooperative-{number}",
        "code": "".join(ascii_uppercase[number // 26**place % 26] for place in (2, 1, 0)) + "Z",
        "kind": CooperativeKind.EXPORT_MANAGEMENT,
        "names": {"en": f"Cooperative {number}", "fa": f"تعاونی {number}"},
        "stories": {"en": "We gather and send.", "fa": "گرد می‌آوریم و می‌فرستیم."},
        "registration_number": str(number),
        "national_id": legal_id(number),
        "address": {"country": "IR", "city": "Rasht", "street": "Saadi 1", "street_fa": "سعدی ۱"},
        "email": f"office{number}@example.org",
        "phone": "+981333334455",
        "place": given.pop("place", None) or make_place(),
    }
    cooperative = _saved(Cooperative(**defaults | given))
    if account:
        make_bank_account(cooperative, currency=account)
    if rate_bp is not None:
        make_term(cooperative, rate_bp)
    return cooperative


def make_centre() -> Cooperative:
    """The handicraft centre, of which there is one."""
    found = db.session.get(Cooperative, CENTRE)
    kind = CooperativeKind.CENTRE
    names = {"en": "Pardis centre", "fa": "مرکز پردیس"}
    return found or make_cooperative(id=CENTRE, code="PRD", kind=kind, names=names)


def make_bank_account(cooperative: Cooperative, **given: Any) -> BankAccount:
    currency = given.get("currency", "EUR")
    defaults = {
        "currency": currency,
        "holder": cooperative.names["en"],
        "bank": "Example Bank",
        "iban": IBANS.get(currency, IBANS["EUR"]),
        "bic": "COBADEFF",
    }
    return _saved(BankAccount(cooperative=cooperative, **defaults | given))


def make_term(
    cooperative: Cooperative, rate_bp: int = 1700, starts_on: date = date(2026, 1, 1)
) -> CommissionTerm:
    fees, training = rate_bp * 4 // 17, rate_bp * 4 // 17
    shares = {"cooperative": rate_bp - fees - training, "fees": fees, "training": training}
    return _saved(
        CommissionTerm(
            cooperative_id=cooperative.id, starts_on=starts_on, rate_bp=rate_bp, shares=shares
        )
    )


def make_artisan(
    *, cooperative: Cooperative | None = None, user: User | None = None, **given: Any
) -> Artisan:
    """A maker; a member where a cooperative is given, with an account where a user is."""
    number = next(_numbers)
    defaults = {
        "slug": f"maker-{number}",
        "names": {"en": f"Maker {number}", "fa": f"هنرمند {number}"},
        "stories": {"en": "She weaves.", "fa": "می‌بافد."},
        "place": given.pop("place", None) or make_place(),
    }
    artisan = _saved(Artisan(user=user, **defaults | given))
    if cooperative:
        make_membership(artisan, cooperative)
    return artisan


def make_membership(artisan: Artisan, cooperative: Cooperative, **given: Any) -> Membership:
    defaults = {"starts_on": today() - timedelta(days=400), "member_number": str(next(_numbers))}
    return _saved(Membership(artisan=artisan, cooperative=cooperative, **defaults | given))


def make_staff(cooperative: Cooperative, *roles: Role, **given: Any) -> User:
    """Somebody who works in the cooperative; a manager unless other roles are named."""
    return make_user(*(roles or (Role.MANAGER,)), scope_id=cooperative.id, **given)


def make_maker(cooperative: Cooperative, **given: Any) -> tuple[User, Artisan]:
    """An artisan with an account, and her sign-in."""
    user = make_user(Role.ARTISAN, locale="fa", **given)
    return user, make_artisan(cooperative=cooperative, user=user)


def legal_id(number: int) -> str:
    """A national id with its check digit."""
    head = f"{1_400_000_000 + number}"
    shift = int(head[9]) + 2
    rest = sum((int(d) + shift) * w for d, w in zip(head, LEGAL_WEIGHTS, strict=True)) % 11
    return f"{head}{rest % 10}"


def _saved(thing: Any) -> Any:
    db.session.add(thing)
    db.session.flush()
    return thing
