"""Whether the register agrees with itself: every badge with its key, every certificate with a result,
every year's numbers without a gap."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from marketplace.core.db import Json, db
from marketplace.core.late import late
from marketplace.pardis.credentials import queries, signing
from marketplace.pardis.credentials.models import Certificate, CertificateCounter
from marketplace.pardis.training.assessing import queries as assessing
from marketplace.pardis.training.models import Result

if TYPE_CHECKING:
    import jwt
else:
    jwt = late("jwt")

AT_ONCE = 500
CLAIMS = ("iss", "jti", "nbf", "exp")


def faults() -> Iterator[str]:
    """In words, one for each thing that is not as it should be."""
    keys = {key.id: _public(key.public) for key in queries.issuer_keys()}
    wanted = (
        select(Certificate)
        .options(undefer(Certificate.badge), undefer(Certificate.badge_jwt))
        .order_by(Certificate.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for some in db.session.scalars(wanted).partitions():
        results = assessing.results([one.enrolment_id for one in some])
        for one in some:
            yield from _faults_of(one, keys[one.signer_id], results.get(one.enrolment_id))
    yield from _gaps()


def _faults_of(
    certificate: Certificate, key: Ed25519PublicKey, newest: Result | None
) -> Iterator[str]:
    told = _claimed(certificate.badge_jwt, key)
    if told is None:
        yield f"{certificate.number}: its badge does not bear the signature of its key"
    elif told != _without_proof(certificate.badge):
        yield f"{certificate.number}: its two badges say different things"
    lapsed = newest is None or not newest.earns_certificate
    if lapsed and certificate.revocation is None:
        yield f"{certificate.number}: the result that counts now earns no certificate"


def _claimed(token: str, key: Ed25519PublicKey) -> Json | None:
    """What the JWT says besides its claims; None where the key has not signed it."""
    try:
        told: Json = jwt.decode(
            token, key, algorithms=["EdDSA"], options={"verify_exp": False, "verify_aud": False}
        )
    except jwt.InvalidTokenError:
        return None
    return {name: value for name, value in told.items() if name not in CLAIMS}


def _without_proof(badge: str) -> Json:
    told: Json = json.loads(badge)
    return {name: value for name, value in told.items() if name != "proof"}


def _gaps() -> Iterator[str]:
    for counter in db.session.scalars(select(CertificateCounter).order_by("year")):
        of_year = Certificate.number.startswith(f"PD-{counter.year}-")
        given = db.session.scalar(select(func.count(Certificate.id)).where(of_year))
        if given != counter.last:
            yield f"{counter.year}: {counter.last} numbers are taken, {given} certificates stand"


def _public(multikey: str) -> Ed25519PublicKey:
    raw = signing.from_multibase(multikey).removeprefix(signing.ED25519_PUBLIC)
    return Ed25519PublicKey.from_public_bytes(raw)
