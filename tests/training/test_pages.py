"""The pages of training, as a coordinator, a trainer and somebody who wants to learn meet them."""

import re
from datetime import timedelta

from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import (
    Course,
    EnrolmentState,
    Group,
    GroupState,
    LessonState,
    Room,
)
from marketplace.pardis.training.services import joining
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_craft
from tests.factories.cooperatives import make_place
from tests.factories.training import (
    make_course,
    make_enrolment,
    make_group,
    make_offer,
    make_room,
    make_term,
    make_trainee,
)
from tests.support.queries import count_queries

OFFICE = "/en/office/training"


def person(**given: str) -> dict[str, str]:
    who = {"name": "Maryam", "phone": "۰۹۱۱۱۲۳۴۵۶۷", "sex": "woman", "place_id": make_place().id}
    return who | given


def course_form(**given: str) -> dict[str, str]:
    texts = {f"{name}_{lang}": "Words" for name in ("name", "summary") for lang in ("fa", "en")}
    figures = {"hours": "۶۰", "attendance_pct": "80", "practical_pct": "75", "widest_gap": "20"}
    figures |= {"practical_least": "70", "theory_least": "50"}
    craft = make_craft(offered=True).id
    return texts | figures | {"code": "NEW1", "craft_id": craft, "level": "advanced"} | given


def version_on(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found
    return found[1]


def group_form(course: Course, **given: object) -> dict[str, object]:
    term = make_term()
    return {
        "course": course.code,
        "term": term.id,
        "room_id": make_room().id,
        "weekdays": ["5", "1"],
        "starts_on": (term.starts_on + timedelta(days=1)).isoformat(),
        "starts_at": "۱۵:۳۰",
        "minutes": "180",
        "capacity": "14",
        "minimum": "8",
    } | given


def test_a_stranger_sees_what_is_open(client_of: ClientOf) -> None:
    group = make_group(capacity=3, sessions=1)
    page = client_of().get("/en/courses/").text
    assert group.course.names["en"] in page
    assert "3 seats left" in page


def test_a_course_without_a_group_says_so(client_of: ClientOf) -> None:
    course = make_course()
    assert "No group is open now" in client_of().get(f"/en/courses/{course.code}").text


def test_one_takes_a_seat_from_a_phone(client_of: ClientOf) -> None:
    group, user = make_group(), make_user()
    client = client_of(user)
    answer = client.post(f"/en/courses/groups/{group.number}/join", data=person())
    assert answer.location == "/en/account/courses"
    (enrolment,) = queries.enrolments_of(user.id)
    assert enrolment.trainee.phone == "+989111234567"
    assert "You have a seat." in client.get(answer.location).text


def test_what_was_typed_comes_back_beside_what_is_wrong(client_of: ClientOf) -> None:
    group = make_group()
    answer = client_of(make_user()).post(
        f"/en/courses/groups/{group.number}/join", data=person(phone="12", name="Maryam Sh")
    )
    assert answer.status_code == 422
    assert "Maryam Sh" in answer.text
    assert 'id="phone-error"' in answer.text


def test_an_offer_is_taken_on_the_page(client_of: ClientOf) -> None:
    user = make_user()
    offer = make_offer(make_group(capacity=1), user)
    client = client_of(user)
    assert "A seat is kept for you" in client.get("/en/account/courses").text
    client.post(f"/en/account/courses/{offer.id}/accept")
    assert offer.state is EnrolmentState.ENROLLED


def test_nobody_answers_for_somebody_else(client_of: ClientOf) -> None:
    offer = make_offer(make_group(capacity=1), make_user())
    answer = client_of(make_user()).post(f"/en/account/courses/{offer.id}/leave")
    assert answer.status_code == 404


def test_a_course_is_entered(client_of: ClientOf) -> None:
    client_of(make_user(Role.PARDIS_STAFF)).post("/en/office/courses/new", data=course_form())
    assert db.session.query(Course).filter_by(code="NEW1").one().hours == 60


def test_a_code_is_given_once(client_of: ClientOf) -> None:
    course = make_course()
    answer = client_of(make_user(Role.PARDIS_STAFF)).post(
        "/en/office/courses/new", data=course_form(code=course.code)
    )
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.text


def test_a_course_cannot_come_after_itself(client_of: ClientOf) -> None:
    first = make_course()
    second = make_course(prerequisite=first)
    answer = client_of(make_user(Role.PARDIS_STAFF)).post(
        f"/en/office/courses/{first.code}",
        data=course_form(code=first.code, prerequisite=second.code),
    )
    assert answer.status_code == 422
    assert 'id="prerequisite-error"' in answer.text


def test_of_two_who_change_a_course_the_second_is_shown_both(client_of: ClientOf) -> None:
    course, client = make_course(), client_of(make_user(Role.PARDIS_STAFF))
    form = course_form(code=course.code, hours="20", version=str(course.version))
    address = f"/en/office/courses/{course.code}"
    assert client.post(address, data=form).status_code == 302
    late = client.post(address, data=form | {"hours": "30"})
    assert late.status_code == 409
    assert "<del>20</del>" in late.text
    assert "<ins>30</ins>" in late.text
    assert course.hours == 20


def test_who_has_seen_the_difference_may_save_again(client_of: ClientOf) -> None:
    course, client = make_course(), client_of(make_user(Role.PARDIS_STAFF))
    address = f"/en/office/courses/{course.code}"
    late = client.post(address, data=course_form(code=course.code, hours="30", version="9"))
    seen = version_on(late.text)
    again = course_form(code=course.code, hours="30", version=seen)
    assert client.post(address, data=again).status_code == 302
    assert course.hours == 30


def test_places_in_queues_are_asked_for_at_once(client_of: ClientOf) -> None:
    user, term = make_user(), make_term()
    client, trainee, asked = client_of(user), make_trainee(user=user), []
    for _ in range(2):
        group = make_group(capacity=1, term=term)
        make_enrolment(group)
        joining.join(group, trainee, user)
        with count_queries() as sent:
            page = client.get("/en/account/courses").text
        asked.append(len(sent))
    assert page.count("number 1 in line") == 2
    assert asked[0] == asked[1]


def test_a_group_is_planned_and_opened(client_of: ClientOf) -> None:
    course, client = make_course(hours=12), client_of(make_user(Role.PARDIS_STAFF))
    page = client.post(f"{OFFICE}/groups/new", data=group_form(course))
    group = db.session.query(Group).filter_by(course_id=course.id).one()
    assert page.location == f"{OFFICE}/groups/{group.number}"
    assert len(group.lessons) == 4
    client.post(f"{page.location}/open")
    assert group.state is GroupState.OPEN


def test_a_move_that_cannot_be_is_told_in_a_sentence(client_of: ClientOf) -> None:
    group, client = make_group(state=GroupState.FINISHED), client_of(make_user(Role.PARDIS_STAFF))
    for lang, words in (("en", "It has moved on meanwhile"), ("fa", "در این میان")):
        answer = client.post(f"/{lang}/office/training/groups/{group.number}/open")
        assert answer.status_code == 409
        assert words in answer.text
        assert "cannot become" not in answer.text


def test_a_group_without_days_is_refused(client_of: ClientOf) -> None:
    form = group_form(make_course(), weekdays=[])
    answer = client_of(make_user(Role.PARDIS_STAFF)).post(f"{OFFICE}/groups/new", data=form)
    assert answer.status_code == 422
    assert "Choose at least one day." in answer.text


def test_more_people_than_seats_are_not_asked_for(client_of: ClientOf) -> None:
    form = group_form(make_course(), minimum="20")
    answer = client_of(make_user(Role.PARDIS_STAFF)).post(f"{OFFICE}/groups/new", data=form)
    assert "This is more than there are seats." in answer.text


def test_a_room_is_added_once(client_of: ClientOf) -> None:
    client = client_of(make_user(Role.PARDIS_STAFF))
    room = {"code": "W9", "name_fa": "کارگاه", "name_en": "Workshop", "places": "۱۲"}
    codes = [client.post("/en/office/rooms/", data=room).status_code for _ in range(2)]
    assert codes == [302, 422]
    assert db.session.query(Room).filter_by(code="W9").one().places == 12


def test_a_trainer_sees_her_own_groups_only(client_of: ClientOf) -> None:
    mine = make_group(sessions=1, trainer=make_user(Role.TRAINER))
    other = make_group(sessions=1, term=mine.term)
    client = client_of(mine.trainer)
    page = client.get(f"{OFFICE}/?term={mine.term_id}").text
    assert mine.number in page
    assert other.number not in page
    assert client.get(f"{OFFICE}/groups/{other.number}").status_code == 404
    assert client.get(f"{OFFICE}/sheets/{other.lessons[0].id}").status_code == 404


def test_a_trainer_marks_and_a_second_phone_is_shown_the_difference(client_of: ClientOf) -> None:
    group = make_group(sessions=1, capacity=3)
    one = make_enrolment(group)
    sheet = {"lines-0-enrolment_id": one.id, "lines-0-seen": 0, "lines-0-mark": "absent"}
    client, address = client_of(group.trainer), f"{OFFICE}/sheets/{group.lessons[0].id}"
    assert client.post(address, data=sheet).status_code == 302
    assert group.lessons[0].state is LessonState.HELD
    other = client.post(address, data=sheet | {"lines-0-mark": "present"})
    assert other.status_code == 409
    assert "now: Absent" in other.text


def test_an_empty_sheet_says_what_to_do(client_of: ClientOf) -> None:
    group = make_group(sessions=1)
    make_enrolment(group)
    address = f"{OFFICE}/sheets/{group.lessons[0].id}"
    answer = client_of(group.trainer).post(address, data={"lines-0-seen": "x"})
    assert answer.status_code == 422
    assert "Mark at least one person." in answer.text


def test_the_desk_enrols_and_answers_for_people_without_an_account(client_of: ClientOf) -> None:
    group, client = make_group(capacity=1, sessions=1), client_of(make_user(Role.PARDIS_STAFF))
    for name in ("First", "Second"):
        client.post(f"{OFFICE}/groups/{group.number}/enrol", data=person(name=name, priority="0"))
    first, second = queries.enrolments(group.id)
    client.post(f"{OFFICE}/enrolments/{first.id}/leave")
    client.post(f"{OFFICE}/enrolments/{second.id}/accept")
    assert second.state is EnrolmentState.ENROLLED
    assert "Second" in client.get(f"{OFFICE}/groups/{group.number}").text


def test_a_session_is_moved_on_the_page(client_of: ClientOf) -> None:
    group = make_group(sessions=1)
    (lesson,) = group.lessons
    form = {"day": "1419/01/20", "at": "9", "room_id": group.room_id}
    client_of(make_user(Role.PARDIS_STAFF)).post(f"{OFFICE}/sessions/{lesson.id}", data=form)
    assert lesson.starts_at.isoformat().startswith("2040-04-08T05:30")


def test_a_make_up_session_and_calling_off_want_their_words(client_of: ClientOf) -> None:
    group, client = make_group(sessions=1), client_of(make_user(Role.PARDIS_STAFF))
    address = f"{OFFICE}/groups/{group.number}"
    assert client.post(f"{address}/sessions", data={"day": "x"}).status_code == 422
    assert client.post(f"{address}/call-off", data={}).status_code == 422
    later = {"day": "2040-04-08", "at": "09:00", "topic": "Borders"}
    assert client.post(f"{address}/sessions", data=later).status_code == 302
    assert client.post(f"{address}/call-off", data={"reason": "No loom"}).status_code == 302
    assert group.state is GroupState.CANCELLED


def test_a_course_tells_its_rules_by_date(client_of: ClientOf) -> None:
    course, client = make_course(), client_of(make_user(Role.PARDIS_STAFF))
    address = f"/en/office/courses/{course.code}"
    assert "Rules by date" not in client.get(address).text
    seen = {"version": str(course.version), "practical_least": "60", "valid_months": "24"}
    assert client.post(address, data=course_form(code=course.code, **seen)).status_code == 302
    page = client.get(address).text
    assert "75%, at least 60" in page
    assert "holds 24 months" in page
