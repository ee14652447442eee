"""People, cooperatives, makers and ways of sending: all that has to be there before the first piece."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from marketplace.accounts import services as accounts
from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.cooperatives.models import (
    Artisan,
    BankAccount,
    CommissionTerm,
    Cooperative,
    CooperativeKind,
    Membership,
)
from marketplace.cooperatives.slugs import free_slug
from marketplace.core.checks import LEGAL_WEIGHTS
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.tables import Row, rows_of
from marketplace.demo.people import ARTISANS, PASSWORD, SIGN_INS, SignIn
from marketplace.demo.pictures import Album
from marketplace.demo.tables import FOLDER, both, cooperatives

SINCE = date(2026, 1, 1)


@dataclass
class World:
    """What was made so far, by the names that the tables use."""

    album: Album = field(default_factory=Album)
    people: dict[str, User] = field(default_factory=dict)
    cooperatives: dict[str, Cooperative] = field(default_factory=dict)
    artisans: dict[str, Artisan] = field(default_factory=dict)
    memberships: dict[int, str] = field(default_factory=dict)

    def staff(self, role: Role, cooperative: Cooperative) -> User:
        """Who does this in the cooperative."""
        return next(
            self.people[one.email]
            for one in SIGN_INS
            if one.role is role and one.cooperative == cooperative.code
        )

    def cooperative_of(self, artisan: Artisan) -> Cooperative:
        return self.cooperatives[self.memberships[artisan.id]]

    def writer(self, artisan: Artisan, cooperative: Cooperative) -> User:
        """The maker herself, or who writes for her."""
        return artisan.user or self.staff(Role.SALES, cooperative)


def make_world() -> World:
    world = World()
    for number, row in enumerate(cooperatives()):
        world.cooperatives[row["code"]] = _cooperative(world, row, number)
    for one in SIGN_INS:
        world.people[one.email] = _person(world, one)
    for number, maker in enumerate(rows_of(FOLDER / "makers.csv")):
        world.artisans[maker["name_en"]] = _artisan(world, maker, number)
    db.session.flush()
    return world


def _person(world: World, one: SignIn) -> User:
    user = accounts.create_user(one.email, one.name, PASSWORD, one.locale)
    user.email_confirmed_at = now()
    if one.role:
        scope = world.cooperatives[one.cooperative].id if one.cooperative else None
        accounts.grant(user, one.role, scope, None)
    return user


def _cooperative(world: World, row: dict[str, Any], number: int) -> Cooperative:
    copied = ("code", "slug", "place_id", "names", "stories", "registration_number")
    cooperative = Cooperative(
        kind=CooperativeKind(row["kind"]),
        national_id=legal_id(1_400_612_300 + number * 17),
        **{name: row[name] for name in (*copied, "address", "email", "phone")},
    )
    cooperative.picture = world.album.place(row["picture"])
    db.session.add(cooperative)
    db.session.flush()
    _finances(cooperative, row)
    return cooperative


def _finances(cooperative: Cooperative, row: dict[str, Any]) -> None:
    rate: int = row["rate_bp"]
    shares = {"cooperative": rate - 800, "fees": 400, "training": 400}
    db.session.add_all(
        [
            BankAccount(
                cooperative_id=cooperative.id,
                currency="EUR",
                holder=cooperative.names["en"],
                bank="Demonstration Bank",
                iban=row["iban"],
                bic=row["bic"],
            ),
            CommissionTerm(
                cooperative_id=cooperative.id,
                starts_on=SINCE,
                rate_bp=rate,
                shares=shares,
                reason="Agreed by the general assembly",
            ),
        ]
    )


def _artisan(world: World, row: Row, number: int) -> Artisan:
    names = both(row, "name")
    artisan = Artisan(
        slug=free_slug(Artisan, names),
        names=names,
        stories=both(row, "story"),
        place_id=row["place_id"],
        works_since=int(row["works_since"]),
        portrait=world.album.place(row["portrait"]),
        user=_account(world, row),
        phone=f"+98911{2_400_000 + number * 137}",
        sheba=_sheba(number),
    )
    db.session.add(artisan)
    db.session.flush()
    world.memberships[artisan.id] = row["cooperative"]
    db.session.add(
        Membership(
            artisan_id=artisan.id,
            cooperative_id=world.cooperatives[row["cooperative"]].id,
            starts_on=SINCE + timedelta(days=number),
            member_number=f"{number + 1:03d}",
        )
    )
    return artisan


def _account(world: World, row: Row) -> User | None:
    email = ARTISANS.get(row["name_en"])
    if email is None:
        return None
    if email not in world.people:
        one = SignIn(email, row["name_fa"], "fa", Role.ARTISAN)
        world.people[email] = _person(world, one)
    return world.people[email]


def legal_id(head: int) -> str:
    """A national id that nobody has, with its check digit."""
    digits = str(head)
    shift = int(digits[9]) + 2
    rest = sum((int(d) + shift) * w for d, w in zip(digits, LEGAL_WEIGHTS, strict=True)) % 11
    return f"{digits}{rest % 10}"


def _sheba(number: int) -> str:
    """An account number that nobody has, with its check digits (ISO 7064, mod 97-10)."""
    account = f"099{number + 1:019d}"
    check = 98 - int(f"{account}182700") % 97  # 18 and 27 stand for I and R
    return f"IR{check:02d}{account}"
