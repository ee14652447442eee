"""Made-up courses of the centre: a group that has ended, two that are being held, and next term's,
of which one is full with people waiting and one has too few."""

from dataclasses import dataclass
from datetime import time, timedelta
from itertools import cycle, islice

from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.demo.fees import make_answers, make_fees, make_kits, set_prices
from marketplace.demo.graduates import make_graduates
from marketplace.demo.world import World
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import Course, Group, GroupState, Level, Mark, Sex, Term
from marketplace.pardis.training.services import attending, courses, joining, planning
from marketplace.pardis.training.services.attending import Marking
from marketplace.pardis.training.services.courses import CourseDetails, RuleDetails
from marketplace.pardis.training.services.joining import TraineeDetails
from marketplace.pardis.training.services.planning import GroupPlan

ROOMS = (
    ("W1", {"en": "Workshop 1", "fa": "کارگاه ۱"}, 10),
    ("W2", {"en": "Workshop 2", "fa": "کارگاه ۲"}, 16),
    ("W3", {"en": "Dye house", "fa": "رنگرزخانه"}, 12),
)
_INTRO, _ADV = Level.INTRODUCTORY, Level.ADVANCED
COURSES = (
    ("RSH1", "rashti-duzi", _INTRO, 60, "Rashti embroidery 1", "رشتی‌دوزی ۱"),
    ("CHD2", "chador-shab-bafi", _ADV, 110, "Chador-shab weaving 2", "چادرشب‌بافی ۲"),
    ("DYE1", "chador-shab-bafi", Level.WORKSHOP, 30, "Plant dyes", "رنگرزی گیاهی"),
    ("BAM1", "bambu-bafi", _INTRO, 60, "Bamboo weaving 1", "بامبوبافی ۱"),
)
SUMMARIES = {
    "en": "From the first thread to a finished piece of one's own, in a small group.",
    "fa": "از نخستین نخ تا یک کار تمام‌شده به دست خودتان، در گروهی کوچک.",
}
KIT = {
    "en": "Thread, cloth and tools are lent by the centre.",
    "fa": "نخ، پارچه و ابزار را مرکز امانت می‌دهد.",
}


@dataclass(frozen=True)
class Wish:
    """A group to be made: how full, and who waits."""

    course: str
    room: str
    weekdays: tuple[int, ...]
    at: time
    minutes: int
    capacity: int
    people: int
    next_term: bool = False
    taught: bool = True


WISHES = (
    Wish("RSH1", "W2", (5, 1), time(15), 180, 14, 12),
    Wish("CHD2", "W1", (6, 2), time(9), 300, 8, 8),
    Wish("DYE1", "W3", (5,), time(15), 180, 12, 14, next_term=True),
    Wish("BAM1", "W2", (0, 3), time(14), 180, 15, 6, next_term=True, taught=False),
)
NAMES = (
    ("مریم شعبانی", Sex.WOMAN, "rasht"),
    ("سمیه رضایی", Sex.WOMAN, "khomam"),
    ("فاطمه نیک‌پور", Sex.WOMAN, "rasht"),
    ("لیلا حقیقی", Sex.WOMAN, "rasht"),
    ("زینب اکبری", Sex.WOMAN, "rasht"),
    ("نگین موسوی", Sex.WOMAN, "bandar-anzali"),
    ("حدیث فلاح", Sex.WOMAN, "rasht"),
    ("آرش صادقی", Sex.MAN, "rasht"),
    ("معصومه باقری", Sex.WOMAN, "fuman"),
    ("صدیقه کاظمی", Sex.WOMAN, "masal"),
    ("هاجر یوسفی", Sex.WOMAN, "rasht"),
    ("پریسا نادری", Sex.WOMAN, "lahijan"),
    ("رضا پورمحمد", Sex.MAN, "langarud"),
    ("نرگس شریفی", Sex.WOMAN, "rudsar"),
)
PATTERN = (Mark.PRESENT,) * 7 + (Mark.ABSENT, Mark.PRESENT, Mark.LATE, Mark.EXCUSED)


def make_training(world: World) -> list[Group]:
    """Rooms, courses and groups; who was at each session that is over."""
    by, trainer = world.people["pardis@kotam.example"], world.people["trainer@kotam.example"]
    for code, names, places in ROOMS:
        courses.add_room(code, names, places, by)
    taught = {details.code: courses.enter(details, by) for details in map(_details, COURSES)}
    set_prices(world)
    this, coming = _terms()
    groups = [
        _group(wish, taught[wish.course], coming if wish.next_term else this, trainer, by)
        for wish in WISHES
    ]
    graduates = make_graduates(world, taught["RSH1"])
    make_fees(world, [graduates, *groups])
    make_kits(world, taught["RSH1"], groups[0])
    make_answers(graduates, by)
    return [graduates, *groups]


def _details(row: tuple[str, str, Level, int, str, str]) -> CourseDetails:
    code, craft, level, hours, name_en, name_fa = row
    return CourseDetails(
        code=code,
        craft_id=craft,
        level=level,
        names={"en": name_en, "fa": name_fa},
        summaries=SUMMARIES,
        kit=KIT,
        standard_code="",
        hours=hours,
        prerequisite="",
        rule=RuleDetails(),
    )


def _terms() -> tuple[Term, Term]:
    """The term of today and the one after it."""
    this = queries.term(None)
    if this is None:
        raise LookupError("no terms: load the rules first")
    later = [term for term in queries.terms() if term.starts_on > this.starts_on]
    return this, later[-1] if later else this


def _group(wish: Wish, course: Course, term: Term, trainer: User, by: User) -> Group:
    room = next(room for room in queries.rooms() if room.code == wish.room)
    plan = GroupPlan(
        room_id=room.id,
        trainer_id=trainer.id if wish.taught else None,
        weekdays=wish.weekdays,
        starts_on=term.starts_on + timedelta(days=4),
        starts_at=wish.at,
        minutes=wish.minutes,
        capacity=wish.capacity,
        minimum=max(1, wish.capacity * 6 // 10),
    )
    group = planning.plan_group(course, term, plan, by)
    planning.go_on(group, GroupState.OPEN, by)
    for number, (name, sex, place) in enumerate(islice(cycle(NAMES), wish.people)):
        details = TraineeDetails(name, f"+98911000{group.id:02}{number:02}", sex, place)
        joining.join(group, joining.trainee_for(None, details), by)
    if not wish.next_term:
        planning.go_on(group, GroupState.RUNNING, by)
        _mark_what_is_over(group, trainer)
    db.session.flush()
    return group


def _mark_what_is_over(group: Group, by: User) -> None:
    marks = cycle(PATTERN)
    people = queries.enrolments(group.id)
    for lesson in group.lessons:
        if lesson.ends_at < now():
            attending.mark(lesson, [Marking(one.id, next(marks), 0) for one in people], by)
