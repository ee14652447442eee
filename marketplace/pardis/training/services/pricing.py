"""What courses cost, and where the centre is paid."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.cooperatives.services.banking import AccountDetails
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.money import Money
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import CentreAccount, FeeRate
from marketplace.pardis.training.queries import fees as found


@dataclass(frozen=True)
class Price:
    """`group` is a group's number, or empty for all groups of the course."""

    course: str
    group: str
    amount: Money
    from_day: date


def set_price(price: Price, by: User) -> FeeRate:
    """From that day on; whoever was asked before pays what she was asked."""
    course = queries.course(price.course)
    group = queries.group(price.group) if price.group else None
    if group and group.course_id != course.id:
        raise Invalid(_("This group is not one of that course."), field="group")
    rate = FeeRate(course=course, group=group, amount=price.amount, from_day=price.from_day)
    db.session.add(rate)
    db.session.flush()
    after = {"amount": str(price.amount), "from": price.from_day.isoformat()}
    audit.record(by, "fee.set", group or course, after=after)
    return rate


def set_account(details: AccountDetails, by: User) -> CentreAccount:
    """The account that counts from now on; the one before it in that currency is closed."""
    for known in found.accounts():
        if known.currency == details.currency:
            known.closed_at = now()
    account = CentreAccount(**vars(details))
    db.session.add(account)
    db.session.flush()
    audit.record(by, "centre_account.added", account, after={"account": str(account)})
    return account
