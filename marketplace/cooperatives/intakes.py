"""Makers out of a spreadsheet: who is new is added, who is known is brought to what it says."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.cooperatives import queries
from marketplace.cooperatives.models import Cooperative, Membership
from marketplace.cooperatives.services import members
from marketplace.cooperatives.services.members import MakerProfile
from marketplace.core.clock import today
from marketplace.desk.intakes import cells
from marketplace.desk.intakes.kinds import Cell, Kind, Order, Plan, Row, Step
from marketplace.localisation.languages import language, local_text

STORY = 2000


def _plan(order: Order, rows: Sequence[Row], plan: Plan) -> None:
    house = Scope(everywhere=False, ids=frozenset({order.house or 0}))
    cooperative = queries.cooperative_in(house, order.house or 0)
    known: dict[str, Membership] = {}
    for each in queries.all_members(house, ""):
        known.setdefault(each.member_number, each)
    for row in rows:
        if row.whole:
            plan.steps += _steps(order, cooperative, known.get(row.values["number"]), row, plan)


def _steps(
    order: Order,
    cooperative: Cooperative,
    held: Membership | None,
    row: Row,
    plan: Plan,
) -> list[Step]:
    name, since = row.values["name_fa"], row.values["since"]
    if held is None:
        profile = _said(row, MakerProfile({}, {}, "", None, None, None))
        number = row.values["number"]
        add = partial(members.add_member, cooperative, profile, number, by=order.by, since=since)
        return [Step(row.number, "add", name, add)]
    if held.ends_on and held.ends_on <= today():
        words = gettext("This number belongs to a maker who has left.")
        plan.refuse(row.number, MAKERS.head("number", language()), words)
        return []
    if since and since != held.starts_on:
        words = gettext("Her membership began on another day. That is not changed by a list.")
        plan.refuse(row.number, MAKERS.head("since", language()), words)
        return []
    now = members.profile_of(held.artisan)
    wanted = _said(row, now)
    if wanted == now:
        return [Step(row.number, "same", name)]
    version = held.artisan.version
    change = partial(
        members.revise_maker, held.artisan, wanted, version, cooperative.id, by=order.by
    )
    return [Step(row.number, "change", name, change)]


def _said(row: Row, now: MakerProfile) -> MakerProfile:
    """What the row says over what is known; what is empty there stays as it is."""
    values = row.values
    stories = {"fa": values["story_fa"], "en": values["story_en"]}
    return replace(
        now,
        names=now.names | {"fa": values["name_fa"], "en": values["name_en"]},
        stories=now.stories | {lang: told for lang, told in stories.items() if told},
        place_id=values["place"],
        phone=values["phone"] or now.phone,
        works_since=values["works_since"] or now.works_since,
    )


def _houses(user: User) -> list[tuple[int, object]]:
    found = queries.cooperatives_in(user.scope(Permission.MEMBER_MANAGE))
    return [(each.id, local_text(each.names)) for each in found]


MAKERS = Kind(
    name="makers",
    title=_("Makers"),
    explains=_(
        "Members of the cooperative by their member number. Accounts and Sheba numbers are no part of it."
    ),
    permission=Permission.MEMBER_MANAGE,
    cells=(
        Cell(
            "number",
            {"en": "Member number", "fa": "شماره عضویت"},
            cells.code(20),
            {"en": "M-101", "fa": "M-101"},
        ),
        Cell(
            "name_fa",
            {"en": "Name in Persian", "fa": "نام به فارسی"},
            cells.text(120),
            {"en": "مریم رضایی", "fa": "مریم رضایی"},
            also=("نام", "نام و نام خانوادگی"),
        ),
        Cell(
            "name_en",
            {"en": "Name in English", "fa": "نام به انگلیسی"},
            cells.text(120),
            {"en": "Maryam Rezaei", "fa": "Maryam Rezaei"},
            also=("Name",),
        ),
        Cell(
            "place",
            {"en": "Place", "fa": "محل"},
            cells.text(80),
            {"en": "Rasht", "fa": "رشت"},
            prepare=cells.by_place_names,
            also=("روستا یا شهر", "Village or town", "شهر"),
        ),
        Cell(
            "phone",
            {"en": "Mobile", "fa": "تلفن همراه"},
            cells.phone,
            {"en": "0911 123 4567", "fa": "۰۹۱۱۱۲۳۴۵۶۷"},
            required=False,
            also=("Phone", "Telephone", "تلفن", "موبایل"),
        ),
        Cell(
            "since",
            {"en": "Member since", "fa": "عضو از"},
            cells.day,
            {"en": "2024-03-20", "fa": "۱۴۰۳/۰۱/۰۱"},
            required=False,
        ),
        Cell(
            "works_since",
            {"en": "Works since", "fa": "سال آغاز کار"},
            cells.year,
            {"en": "1994", "fa": "۱۳۷۳"},
            required=False,
        ),
        Cell(
            "story_fa",
            {"en": "Story in Persian", "fa": "داستان به فارسی"},
            cells.text(STORY),
            {"en": "", "fa": ""},
            required=False,
        ),
        Cell(
            "story_en",
            {"en": "Story in English", "fa": "داستان به انگلیسی"},
            cells.text(STORY),
            {"en": "", "fa": ""},
            required=False,
        ),
    ),
    natural=("number",),
    plan=_plan,
    houses=_houses,
)
