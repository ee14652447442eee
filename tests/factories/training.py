from datetime import date, time, timedelta
from itertools import count
from typing import Any

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.pardis.credentials import services
from marketplace.pardis.credentials.models import Certificate
from marketplace.pardis.kits import services as kits
from marketplace.pardis.kits.models import CourseKitLine
from marketplace.pardis.outcomes.models import FollowUp
from marketplace.pardis.training.assessing import services as assessing
from marketplace.pardis.training.assessing.queries import assessments
from marketplace.pardis.training.assessing.services import Marks
from marketplace.pardis.training.models import (
    Assessment,
    Attendance,
    Course,
    Enrolment,
    EnrolmentState,
    FeeRate,
    Group,
    GroupState,
    Lesson,
    LessonState,
    Level,
    Mark,
    PassRule,
    Result,
    Room,
    Season,
    Sex,
    Term,
    Trainee,
)
from marketplace.pardis.training.queries import trainee_of
from marketplace.pardis.training.services import joining
from marketplace.pardis.training.services.courses import RuleDetails
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
        "rules": [PassRule(in_force_from=date(2026, 1, 1), **vars(RuleDetails()))],
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


def make_price(group: Group, amount: Money | None = None, **given: Any) -> FeeRate:
    """What the group's course costs since some days."""
    defaults = {
        "course": group.course,
        "amount": amount or Money.of(2_000_000, "IRR"),
        "from_day": today() - timedelta(days=9),
    }
    return _saved(FeeRate(**defaults | given))


def make_kit_line(group: Group, *, lent: bool = True, quantity: int = 2) -> CourseKitLine:
    names = {"en": "Hook", "fa": "قلاب"}
    return kits.add_line(group.course, names, quantity, lent=lent, by=make_user())


def make_follow_up(enrolment: Enrolment, months: int = 3, **given: Any) -> FollowUp:
    """She was asked a moment ago."""
    closes = now() + timedelta(days=60)
    defaults = {"enrolment": enrolment, "months": months, "closes_at": closes}
    return _saved(FollowUp(**defaults | given))


def make_trainee(user: User | None = None, **given: Any) -> Trainee:
    defaults = {"name": "مریم شعبانی", "phone": "+989111234567", "sex": Sex.WOMAN}
    place = given.pop("place", None) or make_place()
    return _saved(Trainee(user=user, place=place, **defaults | given))


def make_enrolment(group: Group, user: User | None = None, **given: Any) -> Enrolment:
    """Joined as the group stands: with a seat, or on the list."""
    known = trainee_of(user.id) if user else None
    return joining.join(group, known or make_trainee(user), user or make_user(), **given)


def make_offer(group: Group, user: User | None = None) -> Enrolment:
    """Somebody had the last seat and gave it back: now it is offered to her."""
    first = make_enrolment(group)
    waiting = make_enrolment(group, user)
    joining.leave(first, make_user())
    return waiting


def make_graduate(
    user: User | None = None,
    *,
    marks: tuple[int, int] = (88, 76),
    published: bool = True,
    **given: Any,
) -> Enrolment:
    """Somebody who was at both sessions of a group that has ended, and was given these marks (of
    the practical part and of theory) by two."""
    group = make_group(sessions=2, state=GroupState.RUNNING, **given)
    enrolment = make_enrolment(group, user)
    attend(enrolment)
    for assessor in (group.trainer, make_user(Role.PARDIS_STAFF)):
        give_marks(enrolment, assessor, *marks)
    group.state = GroupState.FINISHED
    db.session.flush()
    if published:
        publish(enrolment)
    return enrolment


def make_classmate(group: Group, **given: Any) -> Enrolment:
    """Another one who was in a group that has ended."""
    one = Enrolment(group=group, trainee=make_trainee(**given), state=EnrolmentState.WAITLISTED)
    one.state = EnrolmentState.ENROLLED
    _saved(one)
    attend(one)
    for role in (Role.TRAINER, Role.PARDIS_STAFF):
        give_marks(one, make_user(role), 80, 80)
    return one


def attend(enrolment: Enrolment, *marks: Mark) -> None:
    """So she was at the sessions of her group; there, unless other marks are given."""
    for number, lesson in enumerate(enrolment.group.lessons):
        if number >= len(marks) > 0:
            break
        if lesson.state is not LessonState.HELD:
            lesson.state = LessonState.HELD
        mark = marks[number] if number < len(marks) else Mark.PRESENT
        by = make_user(Role.TRAINER).id
        db.session.merge(
            Attendance(lesson_id=lesson.id, enrolment_id=enrolment.id, mark=mark, marked_by_id=by)
        )
    db.session.flush()


def give_marks(enrolment: Enrolment, by: User, practical: int, theory: int) -> Assessment:
    return assessing.give_marks(enrolment, Marks(practical, theory, "", 0), by)


def publish(enrolment: Enrolment, by: User | None = None) -> Result:
    given = assessments([enrolment.id])[enrolment.id]
    seen = {enrolment.id: assessing.fingerprint(given)}
    (made,) = assessing.publish(enrolment.group, seen, by or make_user(Role.PARDIS_STAFF))
    return made


def make_certificate(user: User | None = None, **given: Any) -> Certificate:
    """Of somebody who has passed."""
    enrolment = make_graduate(user, **given)
    return services.issue(enrolment, "Maryam Shabani", make_user(Role.PARDIS_STAFF))


def _saved(thing: Any) -> Any:
    db.session.add(thing)
    db.session.flush()
    return thing
