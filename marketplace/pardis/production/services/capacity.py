"""How much time makers have, as they say it themselves."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.cooperatives.models import Artisan
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.pardis.production import queries
from marketplace.pardis.production.models import Absence, WorkingWeek


def set_week(artisan: Artisan, starts_on: date, minutes: Sequence[int], by: User) -> WorkingWeek:
    """She works so many minutes each day from Monday, from a day on. Saying it again for the same
    day corrects it."""
    week = queries.week_from(artisan.id, starts_on) or WorkingWeek(
        artisan_id=artisan.id, starts_on=starts_on
    )
    week.minutes = list(minutes)
    db.session.add(week)
    after = {"starts_on": starts_on.isoformat(), "minutes": list(minutes)}
    audit.record(by, "working_week.set", artisan, after=after)
    return week


def add_absence(artisan: Artisan, first: date, last: date, reason: str, by: User) -> Absence:
    if last < first:
        raise Invalid(_("The last day lies before the first."), "last_day")
    absence = Absence(artisan_id=artisan.id, first_day=first, last_day=last, reason=reason)
    db.session.add(absence)
    after = {"starts_on": first.isoformat(), "ends_on": last.isoformat()}
    audit.record(by, "absence.added", artisan, after=after)
    return absence
