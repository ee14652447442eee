"""What is published for software: the issuer with its keys, achievements, credentials, and the list
of those that are revoked. Nothing here names a person."""

import base64
import gzip
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote, urlsplit

from marketplace.config import settings
from marketplace.core.db import Json
from marketplace.pardis.credentials.signing import CREDENTIALS, EXTENSIONS, OPEN_BADGES
from marketplace.pardis.training.models import Course, PassRule

NAME = "Pardis handicraft centre (مرکز صنایع‌دستی پردیس)"
SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
    "ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}
LIST_BITS = 131_072
"""As many certificates share a list, so that asking for it does not tell whose is meant."""
LIST_LASTS = timedelta(days=1)


@dataclass(frozen=True)
class Identity:
    """Somebody's name or address, to be hashed with a salt of its own."""

    kind: str
    text: str

    def hashed(self) -> Json:
        salt = secrets.token_hex(16)
        return {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": "sha256$" + sha256((self.text + salt).encode()).hexdigest(),
            "identityType": self.kind,
            "salt": salt,
        }


def address(path: str) -> str:
    """Of a published document; it stays for good."""
    return f"{settings().base_url}/badges/{path}"


def did() -> str:
    """The issuer's name, from which software finds its keys: /badges/did.json of this host."""
    return f"did:web:{quote(urlsplit(settings().base_url).netloc, safe='.-')}:badges"


def method(key_id: int) -> str:
    return f"{did()}#key-{key_id}"


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def issuer() -> Json:
    return {"id": did(), "type": ["Profile"], "name": NAME, "url": settings().base_url}


def profile() -> Json:
    return {"@context": [CREDENTIALS, OPEN_BADGES], **issuer()}


def did_document(keys: Sequence[tuple[int, str]]) -> Json:
    """`keys`: ids and public keys, the one that signs now first; the others made what still holds."""
    methods = [
        {
            "id": method(key_id),
            "type": "Multikey",
            "controller": did(),
            "publicKeyMultibase": public,
        }
        for key_id, public in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did(),
        "alsoKnownAs": [address("issuer")],
        "verificationMethod": methods,
        "assertionMethod": [one["id"] for one in methods],
    }


def achievement(course: Course, rule: PassRule) -> Json:
    """What somebody has done who passed the course by this rule."""
    names, told = course.names, course.summaries
    criteria = (
        f"At least {rule.attendance_pct} % of {course.hours} hours attended; two assessors; "
        f"practical part {rule.practical_pct} % of the result, at least {rule.practical_least} of "
        f"100; theory {100 - rule.practical_pct} %, at least {rule.theory_least} of 100."
    )
    made = {
        "id": address(f"achievements/{rule.id}"),
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": f"{names.get('en', '')} ({names.get('fa', '')})",
        "description": told.get("en") or told.get("fa") or course.code,
        "criteria": {"narrative": criteria},
        "image": {"id": address(f"achievements/{rule.id}/badge.svg"), "type": "Image"},
        "humanCode": course.code,
    }
    return made | ({"fieldOfStudy": course.standard_code} if course.standard_code else {})


@dataclass(frozen=True)
class Badge:
    """What a credential says. The days are those on which the course began and ended."""

    certificate_id: int
    code: str
    achievement: Json
    identities: Sequence[Identity]
    issued_at: datetime
    valid_until: datetime | None
    began: date
    ended: date


def credential(badge: Badge) -> Json:
    """Unsigned, of Open Badges 3.0."""
    subject = {
        "type": ["AchievementSubject"],
        "identifier": [one.hashed() for one in badge.identities],
        "activityStartDate": f"{badge.began.isoformat()}T00:00:00Z",
        "activityEndDate": f"{badge.ended.isoformat()}T00:00:00Z",
        "achievement": badge.achievement,
    }
    made: Json = {
        "@context": [CREDENTIALS, OPEN_BADGES, EXTENSIONS],
        "id": address(f"certificates/{badge.code}"),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.achievement["name"],
        "issuer": issuer(),
        "validFrom": instant(badge.issued_at),
        "credentialSubject": subject,
        "credentialSchema": [SCHEMA],
        "credentialStatus": status_entry(badge.certificate_id),
    }
    return made | ({"validUntil": instant(badge.valid_until)} if badge.valid_until else {})


def status_entry(certificate_id: int) -> Json:
    number, index = divmod(certificate_id, LIST_BITS)
    listed = address(f"status/{number}")
    return {
        "id": f"{listed}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": listed,
    }


def status_list(number: int, revoked: Collection[int], at: datetime) -> Json:
    """Unsigned; `revoked` are places within this list. It is to be asked for anew within a day."""
    listed = address(f"status/{number}")
    return {
        "@context": [CREDENTIALS],
        "id": listed,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did(),
        "validFrom": instant(at),
        "validUntil": instant(at + LIST_LASTS),
        "credentialSubject": {
            "id": f"{listed}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": _bits(revoked),
        },
    }


def _bits(places: Collection[int]) -> str:
    """The first place is the highest bit of the first byte (W3C Bitstring Status List 1.0)."""
    bits = bytearray(LIST_BITS // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")
