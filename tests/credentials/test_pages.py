"""Certificates on pages: the desk that gives them out, their holder, and whoever checks one."""

import io
from datetime import date, timedelta
from decimal import Decimal

import time_machine
from flask import Flask
from pypdf import PdfReader

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.pardis.credentials import documents, queries, services
from marketplace.pardis.credentials.models import Certificate, Ground
from marketplace.pardis.training.assessing import queries as assessing
from marketplace.pardis.training.assessing import services as marks
from marketplace.pardis.training.models import Enrolment, PassRule
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.shop import make_piece
from tests.factories.training import make_certificate, make_course, make_graduate

OFFICE = "/en/office/certificates"


def wish(one: Enrolment, **given: str) -> dict[str, str]:
    result = assessing.result_of(one.id)
    line = {"enrolment_id": str(one.id), "seen": str(result.id if result else 0), "take": "y"}
    return {f"lines-0-{name}": value for name, value in (line | given).items()}


def revoked(ground: Ground = Ground.RESULT) -> Certificate:
    certificate = make_certificate()
    services.revoke(certificate, ground, "For the centre alone.", make_user())
    db.session.flush()
    return certificate


def test_the_desk_gives_out_a_groups_certificates(client_of: ClientOf) -> None:
    one, client = make_graduate(), client_of(make_user(Role.PARDIS_STAFF))
    address = f"{OFFICE}/groups/{one.group.number}"
    assert "Give out the chosen certificates" in client.get(address).text
    answer = client.post(address, data=wish(one, latin_name="Maryam Shabani"))
    assert answer.location == address
    certificate = queries.of_enrolments([one.id])[one.id]
    assert certificate.number in client.get(address).text
    assert certificate.latin_name == "Maryam Shabani"


def test_choosing_nobody_or_nonsense_is_told(client_of: ClientOf) -> None:
    one, client = make_graduate(), client_of(make_user(Role.PARDIS_STAFF))
    address = f"{OFFICE}/groups/{one.group.number}"
    for data in ({}, wish(one, enrolment_id="x")):
        answer = client.post(address, data=data)
        assert answer.status_code == 422
        assert "Choose at least one person." in answer.text


def test_a_result_that_changed_meanwhile_is_shown_first(client_of: ClientOf) -> None:
    one, client = make_graduate(), client_of(make_user(Role.PARDIS_STAFF))
    address = f"{OFFICE}/groups/{one.group.number}"
    answer = client.post(address, data=wish(one, seen="1", latin_name="Typed"))
    assert answer.status_code == 409
    assert "Typed" in answer.text
    assert queries.of_enrolments([one.id]) == {}


def test_whoever_has_the_code_reads_that_it_holds(client_of: ClientOf) -> None:
    certificate = make_certificate()
    answer = client_of().get(f"/en/certificates/{certificate.code}")
    assert "This certificate is valid" in answer.text
    assert certificate.number in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "معتبر است" in client_of().get(f"/fa/certificates/{certificate.code}").text


def test_a_revoked_one_says_why_and_keeps_the_note_inside(client_of: ClientOf) -> None:
    page = client_of().get(f"/en/certificates/{revoked().code}").text
    assert "This certificate was revoked" in page
    assert "The result on which it stood was corrected." in page
    assert "For the centre alone." not in page


def test_an_unknown_code_is_told_apart_from_an_unreadable_one(client_of: ClientOf) -> None:
    visitor = client_of()
    unknown = visitor.get("/en/certificates/0000000000000000")
    assert (unknown.status_code, "No certificate has this code" in unknown.text) == (404, True)
    unreadable = visitor.get("/en/certificates/?code=Qx")
    assert (unreadable.status_code, "This is no code of ours" in unreadable.text) == (422, True)
    code = make_certificate().code
    found = visitor.get(f"/en/certificates/?code={code[:8]}+{code[8:].lower()}")
    assert found.location == f"/en/certificates/{code}"


def test_its_holder_has_it_as_a_file_and_nobody_else(client_of: ClientOf) -> None:
    user = make_user()
    certificate = make_certificate(user)
    address = f"/en/account/certificates/{certificate.number}/paper.pdf"
    answer = client_of(user).get(address)
    assert answer.content_type == "application/pdf"
    assert len(PdfReader(io.BytesIO(answer.data)).pages) == 1
    assert client_of(make_user()).get(address).status_code == 404


def test_she_decides_whether_it_stands_on_her_page(client_of: ClientOf) -> None:
    maker = make_piece().artisan
    maker.user = make_user(Role.ARTISAN)
    certificate = make_certificate(maker.user)
    mine, visitor = client_of(maker.user), client_of()
    address = f"/en/account/certificates/{certificate.number}"
    for act, shown in (("show", True), ("hide", False)):
        assert mine.post(f"{address}/{act}").location == "/en/account/certificates"
        assert (certificate.code in visitor.get(f"/en/makers/{maker.slug}").text) is shown


def test_the_desk_takes_one_back_with_a_reason(client_of: ClientOf) -> None:
    certificate, client = make_certificate(), client_of(make_user(Role.PARDIS_STAFF))
    address = f"{OFFICE}/{certificate.number}"
    assert client.post(f"{address}/revoke", data={"ground": "error"}).status_code == 422
    data = {"ground": "error", "note": "The name was misspelt."}
    assert client.post(f"{address}/revoke", data=data).location == address
    assert "The name was misspelt." in client.get(address).text


def test_the_register_finds_by_number_code_and_name(client_of: ClientOf) -> None:
    certificate, other = make_certificate(), revoked()
    client = client_of(make_user(Role.AUDITOR))
    assert other.number in client.get(f"{OFFICE}/").text
    for words in (certificate.number, certificate.code.lower(), "nothing"):
        page = client.get(f"{OFFICE}/?q={words}").text
        assert (certificate.number in page) is (words != "nothing")


def test_the_register_shows_the_paper_in_both_languages(client_of: ClientOf) -> None:
    certificate = make_certificate()
    client = client_of(make_user(Role.PARDIS_STAFF))
    for lang in ("en", "fa"):
        answer = client.get(f"/{lang}/office/certificates/{certificate.number}/paper.pdf")
        assert answer.data.startswith(b"%PDF-1.7")


def test_a_coordinator_reads_when_a_result_no_longer_earns_it(client_of: ClientOf) -> None:
    certificate, desk = make_certificate(), make_user(Role.PARDIS_STAFF)
    correct_down(certificate, desk)
    page = client_of(desk).get(f"{OFFICE}/{certificate.number}").text
    assert "Its result was corrected" in page


def correct_down(certificate: Certificate, by: User) -> None:
    to = marks.Correction(Decimal(10), Decimal(10), "Mixed up.", str(certificate.result_id))
    marks.correct(certificate.enrolment_id, to, by)


def test_an_expired_one_says_until_when_it_held(client_of: ClientOf) -> None:
    rule = PassRule(in_force_from=date(2026, 1, 1), valid_months=1)
    certificate = make_certificate(course=make_course(rules=[rule]))
    with time_machine.travel(now() + timedelta(days=90), tick=False):
        page = client_of().get(f"/en/certificates/{certificate.code}").text
    assert "This certificate has expired" in page


def test_the_operator_changes_the_key(app: Flask) -> None:
    make_certificate()
    told = app.test_cli_runner().invoke(args=["certificates", "rotate-key"])
    assert told.exit_code == 0
    assert documents.method(queries.issuer_keys()[0].id) in told.output


def test_the_cooperative_shows_the_badges_that_its_makers_wish_to_be_seen(
    client_of: ClientOf,
) -> None:
    user, piece = make_user(), make_piece()
    piece.artisan.user = user
    certificate = make_certificate(user)
    page = f"/en/cooperatives/{piece.cooperative.slug}"
    assert certificate.code not in client_of().get(page).text
    services.show(certificate, True, user)
    assert f"/badges/certificates/{certificate.code}/badge.svg" in client_of().get(page).text
    services.revoke(certificate, Ground.ERROR, "Wrong.", make_user(Role.PARDIS_STAFF))
    assert certificate.code not in client_of().get(page).text
