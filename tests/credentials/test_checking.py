"""The register is checked: what agrees is silent, what does not is named."""

from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.db import db
from marketplace.pardis.credentials import checking, services, signing
from marketplace.pardis.credentials.models import Certificate, Ground
from marketplace.pardis.training.assessing import services as marks
from tests.factories.accounts import make_user
from tests.factories.training import make_certificate


def forge(certificate: Certificate, column: str, value: str) -> None:
    """As somebody could who owns the database: past the trigger."""
    db.session.execute(db.text("alter table certificates disable trigger given_out"))
    table = Certificate.__table__
    change = table.update().where(table.c.id == certificate.id).values({column: value})
    db.session.execute(change)
    db.session.expire_all()


def test_a_register_that_agrees_says_nothing(app: Flask) -> None:
    make_certificate()
    services.rotate_key()
    make_certificate()
    told = app.test_cli_runner().invoke(args=["certificates", "check"])
    assert (told.exit_code, "agrees" in told.output) == (0, True)


@pytest.mark.parametrize(
    ("column", "fault"),
    [("badge_jwt", "signature"), ("badge", "different"), ("number", "numbers are taken")],
)
def test_what_was_tampered_with_is_named(app: Flask, column: str, fault: str) -> None:
    certificate, other = make_certificate(), make_certificate()
    db.session.refresh(other, ["badge", "badge_jwt"])
    forge(certificate, column, "PD-X" if column == "number" else changed(other, column))
    told = app.test_cli_runner().invoke(args=["certificates", "check"])
    assert (told.exit_code, fault in told.output) == (1, True)


def changed(other: Certificate, column: str) -> str:
    """Somebody else's badge; or her JWT with a sign of its signature turned."""
    if column == "badge":
        return other.badge
    head, body, sign = other.badge_jwt.split(".")
    return ".".join((head, body, ("A" if sign[0] != "A" else "B") + sign[1:]))


def test_a_certificate_whose_result_fell_is_named_until_it_is_revoked() -> None:
    certificate, by = make_certificate(), make_user()
    to = marks.Correction(Decimal(10), Decimal(10), "Mixed up.", str(certificate.result_id))
    marks.correct(certificate.enrolment_id, to, by)
    (fault,) = checking.faults()
    assert certificate.number in fault
    services.revoke(certificate, Ground.RESULT, "Corrected.", by)
    db.session.flush()
    assert list(checking.faults()) == []


@given(st.binary(min_size=1, max_size=70).filter(lambda content: content[0] > 0))
def test_base_58_goes_there_and_back(content: bytes) -> None:
    assert signing.from_multibase(signing.multibase(content)) == content
