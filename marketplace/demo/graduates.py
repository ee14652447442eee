"""A made-up group that has ended: passed, failed, too seldom there, corrected, not agreed upon; and
certificates, one of which was revoked."""

from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal

from marketplace.accounts.models import User
from marketplace.demo.world import World
from marketplace.pardis.credentials import services as credentials
from marketplace.pardis.credentials.models import Ground
from marketplace.pardis.training import queries
from marketplace.pardis.training.assessing import queries as assessing
from marketplace.pardis.training.assessing import services as marks
from marketplace.pardis.training.assessing.services import Correction, Marks
from marketplace.pardis.training.calendar import today_in_tehran
from marketplace.pardis.training.models import Course, Enrolment, Group, GroupState, Mark, Sex
from marketplace.pardis.training.services import attending, joining, planning
from marketplace.pardis.training.services.attending import Marking
from marketplace.pardis.training.services.joining import TraineeDetails
from marketplace.pardis.training.services.planning import GroupPlan

MAKER = "artisan@kotam.example"


@dataclass(frozen=True)
class Graduate:
    """`missed`: every so-manieth session. `marks`: practical and theory of the trainer, and of the
    second assessor."""

    name: str
    latin: str
    place: str
    marks: tuple[tuple[int, int], tuple[int, int]]
    missed: int = 0
    sex: Sex = Sex.WOMAN
    email: str = ""


GRADUATES = (
    Graduate("نوش‌آفرین گلبندی", "Nushafarin Golbandi", "rasht", ((92, 80), (88, 84)), email=MAKER),
    Graduate("مریم شعبانی", "Maryam Shabani", "rasht", ((88, 76), (88, 76)), 19),
    Graduate("سمیه رضایی", "Somayeh Rezaei", "khomam", ((74, 61), (78, 66)), 9),
    Graduate("لیلا حقیقی", "Leila Haghighi", "rasht", ((81, 70), (77, 68)), 7),
    Graduate("زینب اکبری", "Zeynab Akbari", "fuman", ((79, 72), (80, 70)), 3),
    Graduate("حدیث فلاح", "Hadis Fallah", "rasht", ((61, 55), (66, 58)), 8),
    Graduate("آرش صادقی", "Arash Sadeghi", "lahijan", ((90, 45), (60, 52)), 10, Sex.MAN),
    Graduate("هاجر یوسفی", "Hajar Yousefi", "masal", ((69, 60), (70, 62)), 6),
)
CORRECTED, REVOKED = "هاجر یوسفی", "لیلا حقیقی"
PLACES, ROOM = 10, "W2"


def make_graduates(world: World, course: Course) -> Group:
    """Last term's group of the course, with results and certificates."""
    by, trainer = world.people["pardis@kotam.example"], world.people["trainer@kotam.example"]
    group = _held(world, course, trainer, by)
    _assess(group, trainer, by)
    _certify(group, by)
    return group


def _held(world: World, course: Course, trainer: User, by: User) -> Group:
    term = next(term for term in queries.terms() if term.ends_on < today_in_tehran())
    room = next(room for room in queries.rooms() if room.code == ROOM)
    first = term.starts_on + timedelta(days=2)
    plan = GroupPlan(room.id, trainer.id, (5, 1), first, time(9), 180, PLACES, 6)
    group = planning.plan_group(course, term, plan, by)
    planning.go_on(group, GroupState.OPEN, by)
    for number, one in enumerate(GRADUATES):
        details = TraineeDetails(one.name, f"+98911000{group.id:02}{number:02}", one.sex, one.place)
        trainee = joining.trainee_for(world.people.get(one.email), details)
        joining.join(group, trainee, by)
    planning.go_on(group, GroupState.RUNNING, by)
    people = queries.enrolments(group.id)
    for count, lesson in enumerate(group.lessons, 1):
        attending.mark(lesson, [Marking(p.id, _mark(p, count), 0) for p in people], trainer)
    return group


def _mark(enrolment: Enrolment, count: int) -> Mark:
    missed = _graduate(enrolment).missed
    return Mark.ABSENT if missed and count % missed == 0 else Mark.PRESENT


def _assess(group: Group, trainer: User, by: User) -> None:
    """All but those of whom two people think too differently are published."""
    people = assessing.enrolled(group.id)
    for one in people:
        for assessor, (practical, theory) in zip((trainer, by), _graduate(one).marks, strict=True):
            marks.give_marks(one, Marks(practical, theory, "", 0), assessor)
    planning.go_on(group, GroupState.FINISHED, by)
    given = assessing.assessments([one.id for one in people])
    gap = group.rule.widest_gap
    agreed = {
        one: marks.fingerprint(of_her)
        for one, of_her in given.items()
        if abs(of_her[0].practical - of_her[1].practical) <= gap
    }
    marks.publish(group, agreed, by)
    late = next(one for one in people if one.trainee.name == CORRECTED)
    first = assessing.results([late.id])[late.id]
    words = "نمرهٔ کار پایانی از قلم افتاده بود."
    found = Correction(Decimal(72), first.theory, words, str(first.id))
    marks.correct(late.id, found, by)


def _certify(group: Group, by: User) -> None:
    people = assessing.enrolled(group.id)
    results = assessing.results([one.id for one in people])
    for one in people:
        if one.id not in results or not results[one.id].earns_certificate:
            continue
        certificate = credentials.issue(one, _graduate(one).latin, by)
        if one.trainee.name == REVOKED:
            note = "نام خانوادگی در گواهی نادرست نوشته شده بود."
            credentials.revoke(certificate, Ground.ERROR, note, by)
        if one.trainee.user:
            credentials.show(certificate, True, one.trainee.user)


def _graduate(enrolment: Enrolment) -> Graduate:
    return next(one for one in GRADUATES if one.name == enrolment.trainee.name)
