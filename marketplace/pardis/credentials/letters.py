"""What is written to somebody about her certificate."""

from marketplace.pardis.credentials.models import Certificate
from marketplace.pardis.training import letters


def issued(certificate: Certificate) -> None:
    letters.send(
        certificate.enrolment,
        f"certificate:{certificate.id}",
        "certificate_issued",
        number=certificate.number,
        code=certificate.code,
    )


def revoked(certificate: Certificate) -> None:
    assert certificate.revocation is not None  # noqa: S101 - for the type checker
    letters.send(
        certificate.enrolment,
        f"certificate:{certificate.id}:revoked",
        "certificate_revoked",
        number=certificate.number,
        ground=certificate.revocation.ground.value,
    )
