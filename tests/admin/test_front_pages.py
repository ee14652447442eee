"""The first page of the office, for everybody who works there."""

from datetime import timedelta

import pytest

from marketplace.accounts.permissions import CENTRE_ROLES, Role
from marketplace.catalogue.models import RevisionState
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.pardis.training.models import GroupState
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_revision
from tests.factories.cooperatives import make_staff
from tests.factories.training import make_group
from tests.support.queries import count_queries


@pytest.mark.parametrize("role", sorted(CENTRE_ROLES))
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_everyone_at_the_centre_has_a_front_page(
    client_of: ClientOf, role: Role, lang: str
) -> None:
    browser = client_of(make_user(role))
    with count_queries() as sent:
        page = browser.get(f"/{lang}/office/")
    assert page.status_code == 200
    assert len(sent) <= 15


def test_what_has_waited_for_too_long_is_late(client_of: ClientOf) -> None:
    revision = make_revision(state=RevisionState.IN_REVIEW)
    browser = client_of(make_staff(revision.product.cooperative))
    assert 'id="late"' not in browser.get("/en/office/").text
    revision.submitted_at = now() - timedelta(hours=49)
    db.session.commit()
    late = browser.get("/en/office/").text.split('id="late"')[1]
    assert "Piece to review: 1" in late.split("</section>")[0]


def test_a_trainer_sees_her_sessions_of_today_and_nobody_elses(client_of: ClientOf) -> None:
    trainer = make_user(Role.TRAINER)
    groups = [make_group(sessions=1, state=GroupState.RUNNING, trainer=t) for t in (trainer, None)]
    hers, other = (group.lessons[0] for group in groups)
    for lesson in (hers, other):
        lesson.starts_at, lesson.ends_at = now(), now() + timedelta(hours=2)
    db.session.commit()
    page = client_of(trainer).get("/en/office/").text
    assert f"/sheets/{hers.id}" in page
    assert f"/sheets/{other.id}" not in page


def test_a_session_that_nobody_marked_waits_on_its_trainer(client_of: ClientOf) -> None:
    trainer = make_user(Role.TRAINER)
    group = make_group(sessions=1, trainer=trainer, state=GroupState.RUNNING)
    lesson = group.lessons[0]
    lesson.starts_at, lesson.ends_at = (now() - timedelta(days=d) for d in (9.1, 9))
    db.session.commit()
    browser = client_of(trainer)
    assert "Session without attendance: 1" in browser.get("/en/office/").text
    assert f"/sheets/{lesson.id}" in browser.get("/en/office/training/sheets/").text
