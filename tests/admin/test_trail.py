import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts import audit
from marketplace.accounts.models import AuditEntry, User
from marketplace.accounts.permissions import Role
from marketplace.admin.changes import changes_of
from marketplace.core.clock import now
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_cooperative
from tests.factories.training import make_enrolment, make_group
from tests.support.queries import count_queries


@pytest.fixture
def auditor() -> User:
    return make_user(Role.AUDITOR)


def act(action="role.granted", by=None, subject=None, **more) -> None:
    audit.record(by, action, subject or make_user(name="Golnar"), **more)
    db.session.flush()


def lines(page: str) -> int:
    return page.count('class="audit__what"')


def test_a_line_says_who_what_before_and_after(client_of: ClientOf, auditor: User) -> None:
    maryam = make_user(name="Maryam", email="maryam@example.org")
    act(by=maryam, before={"rate": "20"}, after={"rate": "18"})
    page = client_of(auditor).get("/en/admin/audit").text
    for part in ("maryam@example.org", "gave a role", "Golnar", "<del>20</del>", "<ins>18</ins>"):
        assert part in page


def test_what_people_wrote_is_never_markup(client_of: ClientOf, auditor: User) -> None:
    act(subject=make_user(name="<script>x</script>"), after={"<b>": "<img src=x>"})
    page = client_of(auditor).get("/en/admin/audit").text
    assert "<script>x" not in page
    assert "<img src=x>" not in page


def test_the_trail_is_narrowed_by_each_filter(client_of: ClientOf, auditor: User) -> None:
    coop, nader = make_cooperative(), make_user(email="nader@example.org")
    act(by=nader, scope_id=coop.id)
    act(action="product.published", subject=make_user(name="Straw mat"))
    browser = client_of(auditor)
    for query in ("who=NADER", "what=product.published", "subject=straw", f"cooperative={coop.id}"):
        assert lines(browser.get(f"/en/admin/audit?{query}").text) == 1, query


def test_days_may_be_written_in_either_calendar(client_of: ClientOf, auditor: User) -> None:
    act()
    browser, day = client_of(auditor), now().date()
    later = day + timedelta(days=1)
    assert lines(browser.get(f"/en/admin/audit?since={day}&until={day}").text) == 1
    assert lines(browser.get(f"/en/admin/audit?since={later}").text) == 0
    assert lines(browser.get("/fa/admin/audit?since=۱۴۰۳/۰۱/۰۱").text) == 1


def test_older_lines_follow_page_by_page(client_of: ClientOf, auditor: User) -> None:
    golnar = make_user(name="Golnar")
    for _ in range(120):
        act(subject=golnar)
    browser, path, seen = client_of(auditor), "/en/admin/audit?subject=Golnar", []
    while path:
        page = browser.get(path).text
        seen.append(lines(page))
        path = _older(page)
    assert seen == [50, 50, 20]


def _older(page: str) -> str:
    if 'rel="next"' not in page:
        return ""
    return page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")


def test_the_trail_asks_no_more_for_more_lines(client_of: ClientOf, auditor: User) -> None:
    browser, asked = client_of(auditor), []
    for more in (1, 30):
        for _ in range(more):
            act()
        db.session.expire_all()
        with count_queries() as sent:
            browser.get("/en/admin/audit")
        asked.append(len(sent))
    assert asked[0] == asked[1] <= 25


def test_a_view_can_be_taken_along_as_a_table(client_of: ClientOf, auditor: User) -> None:
    act(subject=make_user(name="=HYPERLINK(1)"))
    answer = client_of(auditor).get("/en/admin/audit.csv?subject=hyper")
    assert answer.content_type.startswith("text/csv")
    assert "'=HYPERLINK(1)" in answer.text
    assert answer.text.count("\n") == 2


@pytest.mark.parametrize(
    "query",
    ["since=soon", "until=2026-13-45", "what=nothing", "cooperative=x", "who=" + "x" * 10_000],
)
def test_what_cannot_be_searched_for_is_said(client_of: ClientOf, auditor: User, query) -> None:
    name = query.split("=")[0]
    answer = client_of(auditor).get(f"/en/admin/audit?{query}")
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text


def test_odd_queries_are_no_failure(client_of: ClientOf, auditor: User) -> None:
    browser = client_of(auditor)
    for query in ("before=-1", "before=x", "before=99999999999999", "who=a&who=b", "who=%25_"):
        assert browser.get(f"/en/admin/audit?{query}").status_code == 200, query
    assert browser.get("/en/admin/audit?who=%00").status_code == 400


def test_the_trail_cannot_be_changed(app) -> None:
    act()
    entry = db.session.query(AuditEntry).one()
    entry.actor = "nobody"
    with pytest.raises(Exception, match="append-only"):
        db.session.flush()


def test_whatever_an_act_kept_is_told_in_lines(client_of: ClientOf, auditor: User) -> None:
    one = make_enrolment(make_group())
    marks = {str(one.id): "present", "999999": "absent"}
    act(
        "attendance.marked",
        after={
            "session": 3,
            "marks": marks,
            "names": {"en": "Rain", "fa": "باران"},
            "prices": [{"up_to": 2}, {"up_to": 5}],
            "crafts": ["felt", "reed"],
            "starts_on": "2026-11-25",
            "public": True,
        },
    )
    found = client_of(auditor).get("/en/admin/audit?what=attendance.marked")
    page = " ".join(found.text.split())
    lines = re.findall(r"<dt>(.*?)</dt> <dd> <bdi><ins>(.*?)</ins>", page)
    assert set(lines) == {
        ("session:", "3"),
        (f"marks, {one.trainee.name}:", "Present"),
        ("marks, 999999:", "Absent"),
        ("names, in English:", "Rain"),
        ("names, in Persian:", "باران"),
        ("prices 1, up to:", "2"),
        ("prices 2, up to:", "5"),
        ("crafts:", "felt, reed"),
        ("first day:", "25 November 2026"),
        ("public:", "yes"),
    }


def test_only_what_changed_is_told(app, auditor: User) -> None:
    act("x.y", before={"a": {"b": 1, "c": 2}}, after={"a": {"b": 1, "c": 3}, "d": None})
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    with app.test_request_context("/en/"):
        assert [(c.name, c.before, c.after) for c in changes_of(entry)] == [("a, c", "2", "3")]


def test_people_are_named_by_a_query_for_each_kind(client_of: ClientOf, auditor: User) -> None:
    browser, group, asked = client_of(auditor), make_group(capacity=50), []
    for people in (1, 12):
        for _ in range(people):
            one = make_enrolment(group)
            act("attendance.marked", after={"marks": {str(one.id): "late"}})
            act("enrolment.enrolled", after={"trainee": one.trainee_id})
        db.session.commit()
        with count_queries() as sent:
            browser.get("/en/admin/audit")
        asked.append(len(sent))
    assert asked[0] == asked[1]
