"""Figures of dashboards, each from one select."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from marketplace.accounts.models import Scope, User
from marketplace.config import settings
from marketplace.cooperatives.models import Cooperative
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.notifications.models import Mail
from marketplace.notifications.services import TO_SEND_BY_HAND
from marketplace.orders.models import Order, OrderGroup, OrderLine, OrderState

WEEKS = 12
LATEST = 6
LEFT, STEP, CHART = 20, 58, 170


@dataclass(frozen=True)
class Week:
    """What was ordered in a week, and how much of it is the makers'."""

    starts: date
    value: Money
    makers: Money


@dataclass(frozen=True)
class LatestOrder:
    number: str
    state: OrderState
    country: str
    total: Money
    placed_at: datetime


@dataclass(frozen=True)
class Destination:
    country: str
    orders: int
    value: Money


@dataclass(frozen=True)
class House:
    """The whole house in numbers."""

    people: int
    cooperatives: int
    orders: int
    mails_failed: int


def weeks(scope: Scope) -> list[Week]:
    """The last weeks, also those in which nothing was ordered; in the currency of orders."""
    monday = today() - timedelta(days=today().weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    week = func.date_trunc("week", func.timezone("UTC", Order.created_at))
    rows = db.session.execute(
        select(
            week,
            func.sum(OrderLine.total_minor),
            func.sum(OrderLine.total_minor - OrderLine.commission_minor),
        )
        .join(OrderLine.order)
        .where(
            scope.clause(Order.cooperative_id),
            Order.currency == settings().order_currency,
            Order.state != OrderState.CANCELLED,
            Order.created_at >= first,
        )
        .group_by(week)
    )
    sums = {row[0].date(): (int(row[1]), int(row[2])) for row in rows}
    days = [first + timedelta(weeks=n) for n in range(WEEKS)]
    return [Week(day, *(_money(minor) for minor in sums.get(day, (0, 0)))) for day in days]


def latest_orders(scope: Scope) -> list[LatestOrder]:
    rows = db.session.execute(
        select(
            Order.number,
            Order.state,
            OrderGroup.country,
            Order.total_minor,
            Order.currency,
            Order.created_at,
        )
        .join(Order.group)
        .where(scope.clause(Order.cooperative_id))
        .order_by(Order.id.desc())
        .limit(LATEST)
    )
    return [LatestOrder(r[0], r[1], r[2] or "", Money(r[3], r[4]), r[5]) for r in rows]


def destinations(scope: Scope) -> list[Destination]:
    """Where the orders of the last year went, the most first."""
    country = OrderGroup.country
    rows = db.session.execute(
        select(country, func.count(), func.sum(Order.total_minor))
        .join(Order.group)
        .where(
            scope.clause(Order.cooperative_id),
            Order.currency == settings().order_currency,
            Order.state != OrderState.CANCELLED,
            Order.created_at >= now() - timedelta(days=365),
        )
        .group_by(country)
        .order_by(func.count().desc(), country)
        .limit(LATEST)
    )
    return [Destination(r[0] or "", r[1], _money(int(r[2]))) for r in rows]


def of_the_house() -> House:
    def count(of: type[object], *where: object) -> object:
        return select(func.count()).select_from(of).where(*where).scalar_subquery()  # type: ignore[arg-type]

    failed = count(Mail, Mail.state.in_(TO_SEND_BY_HAND))
    row = db.session.execute(
        select(count(User), count(Cooperative), count(Order), failed)  # type: ignore[call-overload]
    ).one()
    return House(*row)


@dataclass(frozen=True)
class Bar:
    """A week as the chart draws it: where it stands, and how high its two bars are."""

    week: Week
    x: int
    value: float
    makers: float


def bars(found: Sequence[Week], *, rtl: bool) -> list[Bar]:
    """Time runs as the page is read. Heights are of `CHART` units."""
    tallest = max((week.value.minor for week in found), default=0) or 1
    shown = list(reversed(found)) if rtl else list(found)
    return [
        Bar(
            week,
            LEFT + n * STEP,
            round(CHART * week.value.minor / tallest, 1),
            round(CHART * week.makers.minor / tallest, 1),
        )
        for n, week in enumerate(shown)
    ]


def _money(minor: int) -> Money:
    return Money(minor, settings().order_currency)
