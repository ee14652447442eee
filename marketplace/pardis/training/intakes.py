"""People in courses out of a spreadsheet: who is not in her group yet gets a seat, or waits."""

from collections.abc import Mapping, Sequence
from functools import partial

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.desk.intakes import cells
from marketplace.desk.intakes.kinds import Cell, Kind, Order, Plan, Row, Step
from marketplace.localisation.languages import language
from marketplace.localisation.letters import fold
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import Enrolment, EnrolmentState, Group, Sex, Trainee
from marketplace.pardis.training.queries.people import of_groups
from marketplace.pardis.training.services import joining
from marketplace.pardis.training.services.joining import TAKES_PEOPLE, TraineeDetails

SEXES = {
    "woman": Sex.WOMAN,
    "man": Sex.MAN,
    "female": Sex.WOMAN,
    "male": Sex.MAN,
    "زن": Sex.WOMAN,
    "مرد": Sex.MAN,
}
Person = tuple[str, str]
"""Her telephone number and her name, folded: by them people without an account are known."""


def _plan(order: Order, rows: Sequence[Row], plan: Plan) -> None:
    numbers = {row.values["group"] for row in rows if row.values["group"]}
    groups = queries.locked_groups(numbers) if order.lock else queries.groups_numbered(numbers)
    known = {
        (one.group_id, *_person(one.trainee.phone, one.trainee.name)): one
        for one in of_groups([group.id for group in groups.values()])
    }
    people = dict[Person, Trainee]()
    for row in sorted(rows, key=lambda row: getattr(groups.get(row.values["group"]), "id", 0)):
        group = groups.get(row.values["group"])
        if group is None and row.values["group"]:
            _refuse(plan, row, "group", gettext("No group has this number."))
        elif group and row.whole:
            held = known.get((group.id, *_person(row.values["phone"], row.values["name"])))
            plan.steps += _steps(order, row, group, held, people, plan)


def _steps(
    order: Order,
    row: Row,
    group: Group,
    held: Enrolment | None,
    people: dict[Person, Trainee],
    plan: Plan,
) -> list[Step]:
    name = f"{row.values['name']}, {group.number}"
    if held and held.state is EnrolmentState.WITHDRAWN:
        _refuse(plan, row, "name", gettext("She has withdrawn from this group."))
        return []
    if held:
        return [Step(row.number, "same", name)]
    if group.state not in TAKES_PEOPLE:
        _refuse(plan, row, "group", gettext("Sign-up for this group is closed."))
        return []
    said = row.values
    details = TraineeDetails(said["name"], said["phone"], said["sex"], said["place"])
    join = partial(_join, group.number, details, row.values["priority"], people, order.by)
    return [Step(row.number, "add", name, join)]


def _join(
    number: str,
    details: TraineeDetails,
    priority: int,
    people: dict[Person, Trainee],
    by: User,
) -> None:
    """The same person in two groups is one trainee."""
    person = _person(details.phone, details.name)
    if person not in people:
        people[person] = joining.trainee_for(None, details)
    joining.join(queries.locked_group(number), people[person], by, priority=priority)


def _person(phone: str, name: str) -> Person:
    return phone, fold(name)


def _refuse(plan: Plan, row: Row, key: str, words: object) -> None:
    plan.refuse(row.number, PEOPLE.head(key, language()), words)


def _heads(en: str, fa: str) -> Mapping[str, str]:
    return {"en": en, "fa": fa}


PEOPLE = Kind(
    name="enrolments",
    title=_("People in courses"),
    explains=_(
        "Who is to be in which group. Where all seats are taken she waits; who is in already stays."
    ),
    permission=Permission.TRAINING_MANAGE,
    cells=(
        Cell(
            "group",
            _heads("Group", "گروه"),
            cells.code(40),
            _heads("CHD-1-1405A-1", "CHD-1-1405A-1"),
            also=("Group number", "شماره گروه"),
        ),
        Cell(
            "name",
            _heads("Name", "نام و نام خانوادگی"),
            cells.text(120),
            _heads("Maryam Rezaei", "مریم رضایی"),
            also=("Trainee", "نام", "فراگیر"),
        ),
        Cell(
            "phone",
            _heads("Telephone", "تلفن"),
            cells.phone,
            _heads("0911 123 4567", "۰۹۱۱۱۲۳۴۵۶۷"),
            also=("Mobile", "Phone", "تلفن همراه", "موبایل"),
        ),
        Cell(
            "sex",
            _heads("Woman or man", "زن یا مرد"),
            cells.one_of(SEXES),
            _heads("woman", "زن"),
            also=("Sex", "جنسیت"),
        ),
        Cell(
            "place",
            _heads("Place", "محل"),
            cells.text(80),
            _heads("Rasht", "رشت"),
            prepare=cells.by_place_names,
            also=("Where she lives", "محل زندگی", "شهر"),
        ),
        Cell(
            "priority",
            _heads("Priority", "اولویت"),
            cells.whole(0, 9),
            _heads("0", "۰"),
            required=False,
            default=0,
        ),
    ),
    natural=("group", "phone", "name"),
    plan=_plan,
)
