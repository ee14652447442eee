from datetime import time, timedelta
from itertools import count
from typing import Any

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.pardis.training.models import (
    Course,
    Enrolment,
    Group,
    GroupState,
    Lesson,
    Level,
    Room,
    Season,
    Sex,
    Term,
    Trainee,
)
from marketplace.pardis.training.services import joining
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_craft
from tests.factories.cooperatives import make_place

_numbers = count(1)


def make_room(**given: Any) -> Room:
    number = next(_numbers)
    defaults = {"code": f"R{number}", "names": {"en": f"Room {number}", "fa": "اتاق"}, "places": 20}
    return _saved(Room(**defaults | given))


def make_course(**given: Any) -> Course:
    number = next(_numbers)
    texts = {"en": f"Course {number}", "fa": f"دورهٔ {number}"}
    defaults = {
        "code": f"C{number}",
        "craft_id": make_craft().id,
        "level": Level.INTRODUCTORY,
        "names": texts,
        "summaries": texts,
        "kit": {"en": "", "fa": ""},
        "hours": 12,
    }
    return _saved(Course(**defaults | given))


def make_term(**given: Any) -> Term:
    """A term of its own that began a month ago, in a year that no other has."""
    defaults = {
        "year": 1500 + next(_numbers),
        "season": Season.AUTUMN,
        "starts_on": today() - timedelta(days=30),
        "ends_on": today() + timedelta(days=60),
    }
    return _saved(Term(**defaults | given))


def make_group(*, sessions: int = 0, state: GroupState = GroupState.OPEN, **given: Any) -> Group:
    """A group with so many sessions, a day apart; the first begins ten minutes ago."""
    course = given.pop("course", None) or make_course()
    defaults = {
        "number": f"{course.code}-{next(_numbers)}",
        "course": course,
        "term": given.pop("term", None) or make_term(),
        "room": given.pop("room", None) or make_room(),
        "trainer": given.pop("trainer", None) or make_user(Role.TRAINER),
        "weekdays": [0, 2],
        "starts_on": today(),
        "starts_at": time(15),
        "minutes": 180,
        "capacity": 2,
        "minimum": 1,
    }
    group = Group(**defaults | given)
    for step in _way_to(state):
        group.state = step
    _saved(group)
    group.lessons = [_lesson(group, number) for number in range(sessions)]
    db.session.flush()
    return group


def _way_to(state: GroupState) -> list[GroupState]:
    way = [GroupState.PLANNED, GroupState.OPEN, GroupState.RUNNING, GroupState.FINISHED]
    return way[: way.index(state) + 1]


def _lesson(group: Group, number: int) -> Lesson:
    start = now() - timedelta(minutes=10) + timedelta(days=number)
    return Lesson(
        number=number + 1,
        starts_at=start,
        ends_at=start + timedelta(minutes=group.minutes),
        room=group.room,
        trainer=group.trainer,
    )


def make_trainee(user: User | None = None, **given: Any) -> Trainee:
    defaults = {"name": "مریم شعبانی", "phone": "+989111234567", "sex": Sex.WOMAN}
    place = given.pop("place", None) or make_place()
    return _saved(Trainee(user=user, place=place, **defaults | given))


def make_enrolment(group: Group, user: User | None = None, **given: Any) -> Enrolment:
    """Joined as the group stands: with a seat, or on the list."""
    return joining.join(group, make_trainee(user), user or make_user(), **given)


def make_offer(group: Group, user: User | None = None) -> Enrolment:
    """Somebody had the last seat and gave it back: now it is offered to her."""
    first = make_enrolment(group)
    waiting = make_enrolment(group, user)
    joining.leave(first, make_user())
    return waiting


def _saved(thing: Any) -> Any:
    db.session.add(thing)
    db.session.flush()
    return thing
