"""Badges as somebody else's software finds them: openbadgeslib, which shares no code with ours, takes
what we give out and refuses it changed by one bit, revoked, or signed by another."""

import json
from collections.abc import Callable

import jwt
import pytest
from flask.testing import FlaskClient
from openbadgeslib.baking import SVG_ELEMENT_OB3, extract_svg
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, OB3Verifier, resolve_did
from openbadgeslib.ob3.ldp import verify_data_integrity_proof

from marketplace.accounts.permissions import Role
from marketplace.config import settings
from marketplace.core.db import db
from marketplace.pardis.credentials import documents, services
from marketplace.pardis.credentials.models import Certificate, Ground
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.training import make_certificate

Fetch = Callable[[str], bytes]


@pytest.fixture
def fetch(client_of: ClientOf) -> Fetch:
    """How a verifier asks our site: by full address, over https, as a stranger who names no form."""
    visitor = client_of()

    def get(address: str) -> bytes:
        host = settings().base_url.split("://")[1]
        path = address.replace("%3A", ":").split(host, 1)[1]
        answer = visitor.get(path)
        assert answer.status_code == 200, address
        return answer.data

    return get


def badge_of(certificate: Certificate, client: FlaskClient, form: str = "") -> bytes:
    query = f"?form={form}" if form else ""
    return client.get(f"/badges/certificates/{certificate.code}{query}").data


def check(badge: bytes, fetch: Fetch) -> str:
    """The achievement's name, from keys and status list as they are published."""
    found = OB3LdpVerifier.for_issuer_did(documents.did())
    return str(found.verify(badge, check_status=True, download=fetch).name)


def refused(badge: bytes, fetch: Fetch) -> str:
    with pytest.raises(OB3VerificationError) as error:
        check(badge, fetch)
    return str(error.value)


def test_a_strangers_verifier_takes_a_badge(client_of: ClientOf, fetch: Fetch) -> None:
    certificate = make_certificate()
    assert "Course" in check(badge_of(certificate, client_of()), fetch)


def test_it_takes_the_same_badge_as_a_jwt(client_of: ClientOf, fetch: Fetch) -> None:
    token = badge_of(make_certificate(), client_of(), "jwt").decode()
    verifier = OB3Verifier.for_issuer_did(documents.did(), fetch)
    assert "Course" in str(verifier.verify(token, check_status=True, download=fetch).name)


def test_it_refuses_a_badge_changed_by_one_bit(client_of: ClientOf, fetch: Fetch) -> None:
    badge = badge_of(make_certificate(), client_of())
    step = len(badge) // 60
    for place in range(0, len(badge), step):
        refused(badge[:place] + bytes([badge[place] ^ 1]) + badge[place + 1 :], fetch)


@pytest.mark.parametrize("word", ["validFrom", "code", "identityHash", "statusListIndex"])
def test_it_refuses_a_badge_that_says_something_else(
    client_of: ClientOf, fetch: Fetch, word: str
) -> None:
    certificate = make_certificate()
    told = {
        "validFrom": ('"validFrom": "20', '"validFrom": "19'),
        "code": (certificate.code, "0" * 16),
        "identityHash": ("sha256$", "sha256$0"),
        "statusListIndex": (f"{certificate.id}", f"{certificate.id + 1}"),
    }
    badge = badge_of(certificate, client_of()).decode()
    changed = badge.replace(*told[word])
    assert changed != badge
    refused(changed.encode(), fetch)


def test_it_refuses_a_revoked_badge_in_either_form(client_of: ClientOf, fetch: Fetch) -> None:
    certificate, other = make_certificate(), make_certificate()
    services.revoke(certificate, Ground.ERROR, "Wrong person.", make_user(Role.PARDIS_STAFF))
    db.session.flush()
    assert "revocation" in refused(badge_of(certificate, client_of()), fetch)
    token = badge_of(certificate, client_of(), "jwt").decode()
    with pytest.raises(OB3VerificationError, match="revocation"):
        OB3Verifier.for_issuer_did(documents.did(), fetch).verify(
            token, check_status=True, download=fetch
        )
    assert check(badge_of(other, client_of()), fetch)


def test_it_refuses_a_badge_signed_by_somebody_elses_key(client_of: ClientOf) -> None:
    badge = badge_of(make_certificate(), client_of())
    services.rotate_key()
    new = services.signing_key()

    def impostor(_address: str) -> bytes:
        return json.dumps(documents.did_document([(new.id - 1, new.public)])).encode()

    assert "mismatch" in refused(badge, impostor)


def test_old_badges_stay_valid_when_the_key_changes(client_of: ClientOf, fetch: Fetch) -> None:
    before = make_certificate()
    made = services.rotate_key()
    after = make_certificate()
    assert (after.signer_id, before.signer_id) == (made.id, made.id - 1)
    for certificate in (before, after):
        assert check(badge_of(certificate, client_of()), fetch)


def test_the_published_list_bears_its_own_proof(client_of: ClientOf) -> None:
    certificate = make_certificate()
    services.revoke(certificate, Ground.ERROR, "Wrong person.", make_user())
    db.session.flush()
    answer = client_of().get("/badges/status/0", headers={"Accept": "application/vc"})
    key = documents.did_document([(certificate.signer_id, services.signing_key().public)])
    (method,) = key["verificationMethod"]
    listed = answer.get_json(force=True)
    verify_data_integrity_proof(listed, resolve_did(f"did:key:{method['publicKeyMultibase']}"))
    assert listed["type"][1] == "BitstringStatusListCredential"


def test_a_badge_names_nobody_and_holds_salted_hashes(client_of: ClientOf) -> None:
    user = make_user()
    certificate = make_certificate(user)
    told = badge_of(certificate, client_of()).decode()
    for secret in (certificate.name, user.email, "+98911", certificate.latin_name):
        assert secret not in told
    identities = json.loads(told)["credentialSubject"]["identifier"]
    assert [one["identityType"] for one in identities] == ["name", "emailAddress"]
    assert len({one["salt"] for one in identities}) == 2


def test_a_jwt_names_its_key_and_the_form_of_its_content(client_of: ClientOf) -> None:
    head = jwt.get_unverified_header(badge_of(make_certificate(), client_of(), "jwt").decode())
    assert head["alg"] == "EdDSA"
    assert head["kid"] == documents.method(services.signing_key().id)


def test_documents_stand_open_to_scripts_of_any_site(client_of: ClientOf) -> None:
    certificate, visitor = make_certificate(), client_of()
    rule = certificate.result.rule_id
    for path in ("issuer", "did.json", f"achievements/{rule}", "status/0"):
        answer = visitor.get(f"/badges/{path}")
        assert answer.status_code == 200, path
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path", ["certificates/0000000000000000", "achievements/0", "status/99999", "certificates/x"]
)
def test_what_there_is_not_is_missing(client_of: ClientOf, path: str) -> None:
    assert client_of().get(f"/badges/{path}").status_code == 404


def test_badges_are_given_as_a_jwt_to_who_accepts_that(client_of: ClientOf) -> None:
    certificate = make_certificate()
    address, accepted = f"/badges/certificates/{certificate.code}", "application/vc+jwt"
    answer = client_of().get(address, headers={"Accept": accepted})
    assert answer.content_type == accepted
    assert answer.data.count(b".") == 2


def test_the_picture_carries_the_badge_and_a_stranger_reads_it(
    client_of: ClientOf, fetch: Fetch
) -> None:
    certificate, visitor = make_certificate(), client_of()
    answer = visitor.get(f"/badges/certificates/{certificate.code}/badge.svg")
    assert answer.content_type == "image/svg+xml"
    baked = extract_svg(answer.data, element=SVG_ELEMENT_OB3, text_fallback=True)
    assert baked is not None
    assert "Course" in check(baked.encode(), fetch)


def test_the_picture_of_a_course_carries_nobodys_badge(client_of: ClientOf) -> None:
    certificate, visitor = make_certificate(), client_of()
    told = json.loads(visitor.get(f"/badges/achievements/{certificate.result.rule_id}").data)
    picture = visitor.get(told["image"]["id"]).data
    assert certificate.content["course"]["fa"] in picture.decode()
    assert extract_svg(picture, element=SVG_ELEMENT_OB3, text_fallback=True) is None
