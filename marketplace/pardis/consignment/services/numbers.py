"""Numbers of notes and settlements, without gaps."""

from marketplace.accounts.permissions import CENTRE
from marketplace.core.calendars import TEHRAN, jalali
from marketplace.core.clock import now
from marketplace.payouts import queries as payouts


def next_number(kind: str) -> str:
    """CN-1405-0042: the next of its kind in the Iranian year."""
    year = jalali(now().astimezone(TEHRAN).date()).year
    return f"{kind}-{year}-{payouts.next_number(CENTRE, year, kind):04}"
