"""Two coordinators at the same moment, with real commits, and death between any two statements."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from marketplace.accounts.models import User
from marketplace.core.db import db, transaction
from marketplace.notifications.models import Mail
from marketplace.pardis.credentials import checking, services
from marketplace.pardis.credentials.models import (
    Certificate,
    CertificateCounter,
    Ground,
    IssuerKey,
    Revocation,
)
from marketplace.pardis.training.assessing import queries
from marketplace.pardis.training.assessing import services as assessing
from marketplace.pardis.training.assessing.services import ChangedMeanwhile, Correction
from marketplace.pardis.training.models import Enrolment, Result
from tests.factories.accounts import make_user
from tests.factories.training import make_certificate, make_graduate
from tests.reliability.test_memberships import AT_ONCE, together
from tests.support.dying import dies
from tests.support.workers import ROOT, environment


def graduate(app: Flask, **given: Any) -> tuple[int, str, int]:
    """Somebody who may have a certificate: her enrolment, her group, and who gives it out."""
    with app.app_context(), transaction():
        user, by = make_user(), make_user().id
        one = make_graduate(user, **given)
        return one.id, one.group.number, by


def give_out(enrolment_id: int, number: str, by: int) -> None:
    user = db.session.get_one(User, by)
    group(number)
    services.issue(db.session.get_one(Enrolment, enrolment_id), "Maryam", user)


def group(number: str) -> None:
    """Held as a coordinator's form holds it."""
    wanted = select(queries.Group).where(queries.Group.number == number)
    db.session.scalars(wanted.with_for_update()).one()


def counted(model: Any, *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def test_of_many_who_give_it_out_at_once_one_certificate_comes(shared: Flask) -> None:
    enrolment_id, number, by = graduate(shared)
    outcomes = together(shared, lambda _: give_out(enrolment_id, number, by))
    assert outcomes == ["done"] * AT_ONCE
    with shared.app_context():
        assert counted(Certificate, Certificate.enrolment_id == enrolment_id) == 1
        assert counted(Mail, Mail.template == "certificate_issued", Mail.about == number) == 1


def test_certificates_of_many_groups_at_once_have_numbers_in_a_row_and_one_key(
    shared: Flask,
) -> None:
    people = [graduate(shared) for _ in range(AT_ONCE)]
    assert together(shared, lambda n: give_out(*people[n])) == ["done"] * AT_ONCE
    with shared.app_context():
        numbers = list(db.session.scalars(select(Certificate.number).order_by(Certificate.number)))
        assert [int(n[-4:]) for n in numbers] == list(range(1, len(numbers) + 1))
        assert counted(IssuerKey) == 1


def test_a_result_that_many_publish_and_correct_at_once_has_one_line_of_rows(
    shared: Flask,
) -> None:
    enrolment_id, number, by = graduate(shared, published=False)

    def publish(_: int) -> None:
        group(number)
        one = db.session.get_one(Enrolment, enrolment_id)
        seen = assessing.fingerprint(queries.assessments([one.id])[one.id])
        assessing.publish(one.group, {one.id: seen}, db.session.get_one(User, by))

    def correct(_: int) -> None:
        to = Correction(Decimal(80), Decimal(80), "Counted wrongly.", str(first))
        group(number)
        assessing.correct(enrolment_id, to, db.session.get_one(User, by))

    assert together(shared, publish) == ["done"] * AT_ONCE
    with shared.app_context():
        first = db.session.scalars(select(Result.id).filter_by(enrolment_id=enrolment_id)).one()
    outcomes = together(shared, correct)
    assert outcomes.count("done") == 1
    assert outcomes.count(ChangedMeanwhile.__name__) == AT_ONCE - 1


def test_one_that_many_revoke_at_once_is_revoked_once(shared: Flask) -> None:
    with shared.app_context(), transaction():
        number, by = make_certificate().number, make_user().id

    def revoke(_: int) -> None:
        user = db.session.get_one(User, by)
        services.revoke(services.queries.numbered(number, lock=True), Ground.WISH, "-", user)

    assert together(shared, revoke) == ["done"] * AT_ONCE
    with shared.app_context():
        assert counted(Revocation) == 1


def test_death_between_any_two_statements_leaves_it_to_be_given_out(shared: Flask) -> None:
    one = graduate(shared)
    with shared.app_context():
        before = db.session.scalar(select(CertificateCounter.last)) or 0
        db.session.rollback()
        deaths = 0
        while dies(deaths, lambda: give_out(*one)):
            deaths += 1
            assert counted(Certificate, Certificate.enrolment_id == one[0]) == 0
            db.session.rollback()
        assert deaths >= 10
        assert counted(Certificate, Certificate.enrolment_id == one[0]) == 1
        assert db.session.scalar(select(CertificateCounter.last)) == before + 1
        assert list(checking.faults()) == []


ASK = """
from wsgi import app
visitor = app.test_client()
def ask(code, address):
    page = visitor.get(f"/en/certificates/{code}", environ_base={"REMOTE_ADDR": address})
    return page.status_code
tried = [ask(f"{n:016}", "203.0.113.77") for n in range(31)]
print(*tried, ask(CODE, "203.0.113.77"), ask(CODE, "203.0.113.78"))
"""


def test_who_tries_codes_is_stopped_and_others_are_not(
    shared: Flask, shared_url: str, tmp_path: Path
) -> None:
    """In a process of its own, for windows are counted everywhere but in tests."""
    with shared.app_context(), transaction():
        code = make_certificate().code
    asking = [sys.executable, "-W", "ignore", "-c", f"CODE = {code!r}\n{ASK}"]
    given = {"DATA_DIR": str(tmp_path), "ENVIRONMENT": "development"}
    around = environment(shared_url, given)
    told = subprocess.run(asking, cwd=ROOT, env=around, capture_output=True, text=True)
    answers = [int(word) for word in told.stdout.splitlines()[-1].split()]
    assert answers == [404] * 30 + [429, 429, 200]
