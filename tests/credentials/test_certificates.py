"""Certificates: for whom, once, with a number; taken back for good; on paper in two languages."""

import io
import re
from datetime import date, timedelta

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.events import PersonErased
from marketplace.core.calendars import jalali
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.errors import Conflict, NotFound
from marketplace.core.mail import FakeMailer
from marketplace.pardis.credentials import paper, personal, queries, services
from marketplace.pardis.credentials.models import Certificate, Ground, IssuerKey, Standing
from marketplace.pardis.training.models import PassRule
from tests.factories.accounts import make_user
from tests.factories.training import make_certificate, make_course, make_graduate
from tests.support.jobs import run_jobs


def text_of(certificate: Certificate, lang: str) -> str:
    pages = PdfReader(io.BytesIO(paper.render(certificate, lang))).pages
    return " ".join(page.extract_text() for page in pages)


def test_whoever_passed_and_was_there_has_one(mailer: FakeMailer) -> None:
    user = make_user()
    certificate = make_certificate(user)
    year = jalali(today()).year
    assert re.fullmatch(rf"PD-{year}-\d{{4}}", certificate.number)
    assert certificate.standing is Standing.VALID
    run_jobs()
    assert any(certificate.number in letter.subject for letter in mailer.sent)


def test_one_for_each_enrolment() -> None:
    certificate = make_certificate()
    again = services.issue(certificate.enrolment, "Another", make_user())
    assert again is certificate


def test_numbers_follow_each_other() -> None:
    first, second = (int(make_certificate().number[-4:]) for _ in range(2))
    assert second == first + 1


@pytest.mark.parametrize(
    "given", [{"published": False}, {"marks": (60, 90)}, {"marks": (90, 40)}], ids=str
)
def test_nobody_else_has_one(given: dict[str, object]) -> None:
    one = make_graduate(**given)
    with pytest.raises(Conflict):
        services.issue(one, "", make_user())
    assert queries.of_enrolments([one.id]) == {}


@pytest.mark.parametrize("column", ["number", "code", "badge", "content", "valid_until"])
def test_what_was_given_out_does_not_change(column: str) -> None:
    make_certificate()
    value = {"content": "'{}'", "valid_until": "'2000-01-01'"}.get(column, "'x'")
    with pytest.raises(IntegrityError, match="given out"):
        db.session.execute(db.text(f"update certificates set {column} = {value}"))  # noqa: S608


def test_the_database_keeps_a_second_one_out() -> None:
    certificate = make_certificate()
    table = Certificate.__table__
    values = {c.name: getattr(certificate, c.name) for c in table.columns}
    another = {"id": certificate.id + 1, "number": "X", "code": "Y"}
    with pytest.raises(IntegrityError, match="uq_certificates_enrolment_id"):
        db.session.execute(table.insert().values(**values | another))


def test_a_revoked_one_says_so_once_and_for_good() -> None:
    certificate = make_certificate()
    first = services.revoke(certificate, Ground.FRAUD, "Somebody else's work.", make_user())
    assert services.revoke(certificate, Ground.WISH, "Otherwise", make_user()) is first
    assert certificate.standing is Standing.REVOKED
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(db.text("delete from certificate_revocations"))


def test_a_rule_may_let_certificates_expire() -> None:
    rule = PassRule(in_force_from=date(2026, 1, 1), valid_months=24)
    certificate = make_certificate(course=make_course(rules=[rule]))
    begun = jalali(certificate.issued_on)
    until = jalali(certificate.valid_until)
    assert (until.year, until.month) == (begun.year + 2, begun.month)
    with time_machine.travel(certificate.valid_until + timedelta(days=2), tick=False):
        assert certificate.standing is Standing.EXPIRED


@pytest.mark.parametrize(("months", "ends"), [(1, (1405, 1, 29)), (6, (1405, 6, 30))])
def test_months_are_those_of_the_jalali_year(months: int, ends: tuple[int, int, int]) -> None:
    """From the last day of a leap year."""
    begun = jalali(1404, 12, 29).to_gregorian()
    found = jalali(services._ends(begun, months))
    assert (found.year, found.month) == ends[:2]


def test_the_paper_says_the_same_in_persian_and_english() -> None:
    certificate = make_certificate()
    english, persian = text_of(certificate, "en"), text_of(certificate, "fa")
    for text in (english, persian):
        assert certificate.number in text
        assert certificate.code in text
    assert "Maryam Shabani" in english
    assert "88 of 100" in english
    assert "۸۸" in persian


def test_a_code_is_read_as_people_write_it() -> None:
    code = make_certificate().code
    spaced = " ".join(code[i : i + 4] for i in range(0, 16, 4)).lower()
    assert queries.by_code(spaced).code == code
    with pytest.raises(NotFound):
        queries.by_code(code[:-1])


def test_the_old_private_key_is_gone_when_another_signs() -> None:
    services.signing_key()
    made = services.rotate_key()
    retired = db.session.scalars(db.select(IssuerKey).where(IssuerKey.id != made.id)).all()
    assert {key.private for key in retired} == {None}
    assert queries.signing_key() is made


def test_the_private_key_lies_sealed() -> None:
    key = services.signing_key()
    (stored,) = db.session.execute(
        db.text("select private from issuer_keys where id = :id"), {"id": key.id}
    ).one()
    assert stored.startswith("s1.")
    assert str(key.private) not in stored


def test_an_erased_persons_certificate_stays_without_her_name() -> None:
    user = make_user()
    certificate = make_certificate(user)
    assert personal.tell(user)["certificates"][0]["number"] == certificate.number
    personal.forget(PersonErased(user.id, user.email))
    assert (certificate.name, certificate.latin_name) == ("—", "")
    assert certificate.standing is Standing.VALID
