"""The pages of assessment, as an assessor with a phone, a coordinator and a trainee meet them."""

import io

from flask.testing import FlaskClient

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.core.mail import FakeMailer
from marketplace.pardis.training.assessing import queries, services
from marketplace.pardis.training.models import Enrolment, GroupState
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.media import picture_bytes
from tests.factories.training import give_marks, make_enrolment, make_graduate, make_group
from tests.support.jobs import run_jobs

OFFICE = "/en/office/assessments"
MARKS = {"practical": "۸۸", "theory": "76", "notes": "Even stitches.", "seen": "0"}


def learner() -> tuple[Enrolment, User]:
    """Somebody in a group that is being held, and its trainer."""
    group = make_group(sessions=1, state=GroupState.RUNNING)
    assert group.trainer
    return make_enrolment(group), group.trainer


def photo() -> tuple[io.BytesIO, str]:
    return io.BytesIO(picture_bytes()), "work.jpg"


def line(one: Enrolment, **given: str) -> dict[str, str]:
    seen = services.fingerprint(queries.assessments([one.id])[one.id])
    return {
        f"lines-0-{name}": value
        for name, value in {"enrolment_id": str(one.id), "seen": seen, "take": "y", **given}.items()
    }


def desk(client_of: ClientOf) -> FlaskClient:
    return client_of(make_user(Role.PARDIS_STAFF))


def test_a_trainer_gives_marks_with_a_picture_of_the_work(client_of: ClientOf) -> None:
    one, trainer = learner()
    client = client_of(trainer)
    assert one.group.course.names["en"] in client.get(f"{OFFICE}/").text
    data = {**MARKS, "pictures": photo()}
    answer = client.post(f"{OFFICE}/people/{one.id}", data=data)
    assert answer.location == f"{OFFICE}/{one.group.number}"
    (given,) = queries.assessments([one.id])[one.id]
    assert (given.practical, given.theory, len(given.pictures)) == (88, 76, 1)
    taken_out = {**MARKS, "seen": "1", "remove": str(given.pictures[0].id)}
    client.post(f"{OFFICE}/people/{one.id}", data=taken_out)
    assert queries.assessments([one.id])[one.id][0].pictures == []


def test_a_file_that_is_no_picture_is_named_and_the_marks_are_kept(client_of: ClientOf) -> None:
    one, trainer = learner()
    data = {**MARKS, "pictures": (io.BytesIO(b"no picture"), "plan.jpg")}
    answer = client_of(trainer).post(f"{OFFICE}/people/{one.id}", data=data)
    assert answer.status_code == 422
    assert "plan.jpg" in answer.text
    assert len(queries.assessments([one.id])[one.id]) == 1


def test_marks_from_a_form_that_was_open_too_long_are_not_saved(client_of: ClientOf) -> None:
    one, trainer = learner()
    give_marks(one, trainer, 50, 50)
    answer = client_of(trainer).post(f"{OFFICE}/people/{one.id}", data=MARKS)
    assert answer.status_code == 409
    assert "Even stitches." in answer.text
    assert queries.assessments([one.id])[one.id][0].practical == 50


def test_an_assessor_sees_others_marks_only_after_giving_hers(client_of: ClientOf) -> None:
    one, trainer = learner()
    other = give_marks(one, make_user(Role.TRAINER), 71, 64).assessor
    client = client_of(trainer)
    assert other.name not in client.get(f"{OFFICE}/people/{one.id}").text
    client.post(f"{OFFICE}/people/{one.id}", data=MARKS)
    assert other.name in client.get(f"{OFFICE}/people/{one.id}").text


def test_a_trainer_assesses_only_groups_of_hers_or_that_she_was_named_for(
    client_of: ClientOf,
) -> None:
    one, _trainer = learner()
    other = make_user(Role.TRAINER)
    addresses = [f"{OFFICE}/{one.group.number}", f"{OFFICE}/people/{one.id}"]
    client = client_of(other)
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    answer = desk(client_of).post(
        f"{OFFICE}/{one.group.number}/assessors", data={"user_id": other.id}
    )
    assert answer.location == addresses[0]
    assert [client.get(address).status_code for address in addresses] == [200, 200]


def test_results_are_published_and_the_trainee_reads_hers(
    client_of: ClientOf, mailer: FakeMailer
) -> None:
    user = make_user()
    one = make_graduate(user, published=False)
    address = f"{OFFICE}/{one.group.number}"
    answer = desk(client_of).post(f"{address}/results", data=line(one))
    assert answer.location == address
    page = client_of(user).get("/en/account/courses").text
    assert "88 of 100, at least 70" in page
    run_jobs()
    assert any("Your result" in letter.subject for letter in mailer.sent)


def test_results_over_marks_that_changed_are_not_published(client_of: ClientOf) -> None:
    one = make_graduate(published=False)
    answer = desk(client_of).post(
        f"{OFFICE}/{one.group.number}/results", data=line(one, seen="1.1")
    )
    assert answer.status_code == 409
    assert queries.result_of(one.id) is None


def test_marks_far_apart_wait_for_a_word_of_the_coordinator(client_of: ClientOf) -> None:
    group = make_group(sessions=1, state=GroupState.RUNNING)
    one = make_enrolment(group)
    for marks in ((90, 80), (60, 80)):
        give_marks(one, make_user(Role.TRAINER), *marks)
    group.state = GroupState.FINISHED
    db.session.flush()
    page = desk(client_of).get(f"{OFFICE}/{group.number}").text
    assert "Assessors are far apart" in page
    assert " checked" not in page.split("<table")[1].split("</table>")[0]


def test_choosing_nobody_is_told(client_of: ClientOf) -> None:
    one = make_graduate(published=False)
    answer = desk(client_of).post(f"{OFFICE}/{one.group.number}/results", data={})
    assert (answer.status_code, "Choose at least one person." in answer.text) == (422, True)


def test_a_correction_wants_a_reason_and_the_result_that_counts(client_of: ClientOf) -> None:
    one, client = make_graduate(), desk(client_of)
    address = f"{OFFICE}/people/{one.id}/correct"
    result = queries.result_of(one.id)
    assert result
    data = {"practical": "60.5", "theory": "70", "reason": "", "seen": str(result.id)}
    assert client.post(address, data=data).status_code == 422
    assert client.post(address, data=data | {"reason": "Mixed up."}).status_code == 302
    assert client.post(address, data=data | {"reason": "Mixed up."}).status_code == 409
    assert "Mixed up." in client.get(address).text


def test_what_is_not_published_cannot_be_corrected(client_of: ClientOf) -> None:
    one, _trainer = learner()
    assert desk(client_of).get(f"{OFFICE}/people/{one.id}/correct").status_code == 404
