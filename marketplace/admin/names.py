"""What people are called whom the trail knows by their numbers only; asked once for a whole page."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select

from marketplace.accounts.models import AuditEntry, User
from marketplace.cooperatives.models import Artisan
from marketplace.core.db import db
from marketplace.localisation.languages import local_text
from marketplace.pardis.training.models import Enrolment, Trainee

Names = Callable[[str, str], str]
"""Given what a number stands under, and the number: a name, or nothing."""

ENROLMENTS = ("enrolment", "enrolment_id", "marks")
TRAINEES = ("trainee", "trainee_id")
MAKERS = ("artisan", "artisan_id")
PEOPLE = ("assessor", "trainer", "by_id", "user", "user_id")


def no_names(_key: str, _value: str) -> str:
    return ""


def names_for(entries: Iterable[AuditEntry]) -> Names:
    """One query for each kind of people that is spoken of."""
    sides = [side for entry in entries for side in (entry.before, entry.after) if side]
    found: dict[tuple[str, str], str] = {}
    for keys, ask in (
        (ENROLMENTS, _of_enrolments),
        (TRAINEES, _of_trainees),
        (MAKERS, _of_makers),
        (PEOPLE, _of_people),
    ):
        ids = {number for side in sides for number in _numbers(side, keys)}
        named = ask(ids) if ids else {}
        found |= {(key, str(number)): name for key in keys for number, name in named.items()}
    return lambda key, value: found.get((key, value), "")


def _numbers(side: Mapping[str, Any], keys: Collection[str]) -> set[int]:
    found: set[int] = set()
    for key in keys:
        value = side.get(key)
        values = value if isinstance(value, dict | list) else [value]
        found |= {int(str(one)) for one in values if _is_number(one)}
    return found


def _is_number(value: Any) -> bool:
    text = str(value)
    return not isinstance(value, bool) and text.isascii() and text.isdigit() and len(text) < 10


def _of_enrolments(ids: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Enrolment.id, Trainee.name).join(Enrolment.trainee).where(Enrolment.id.in_(ids))
    )
    return {row[0]: row[1] for row in rows}


def _of_trainees(ids: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(Trainee.id, Trainee.name).where(Trainee.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def _of_makers(ids: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(Artisan.id, Artisan.names).where(Artisan.id.in_(ids)))
    return {row[0]: str(local_text(row[1])) for row in rows}


def _of_people(ids: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row[0]: row[1] for row in rows}
