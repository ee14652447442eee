"""Giving out certificates, once for each enrolment; taking them back; changing the key that signs.

Everything about a certificate is saved at once: number, paper, signed badge and letter. Whatever dies
on the way leaves nothing behind, and it can be given out anew.
"""

import json
import secrets
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.calendars import TEHRAN, jalali
from marketplace.core.clock import now
from marketplace.core.db import Json, db
from marketplace.core.errors import Conflict, NotFound
from marketplace.pardis.credentials import documents, letters, queries, signing
from marketplace.pardis.credentials.documents import Badge, Identity
from marketplace.pardis.credentials.models import (
    Certificate,
    CertificateCounter,
    Ground,
    IssuerKey,
    Revocation,
)
from marketplace.pardis.training.assessing import queries as assessing
from marketplace.pardis.training.calendar import morning_of, today_in_tehran
from marketplace.pardis.training.models import Enrolment, Group, LessonState, Result


def issue(enrolment: Enrolment, latin_name: str, by: User) -> Certificate:
    """Her certificate; the one she has, where she has one. The group is locked by the caller."""
    if known := queries.of_enrolments([enrolment.id]).get(enrolment.id):
        return known
    result = assessing.result_of(enrolment.id)
    if result is None or not result.earns_certificate:
        raise Conflict(
            _(
                "%(name)s has not passed, was absent too often, or her result is not published.",
                name=enrolment.trainee.name,
            )
        )
    certificate = _signed(_drafted(enrolment, result, latin_name, by))
    audit.record(by, "certificate.issued", certificate, after={"enrolment": enrolment.id})
    letters.issued(certificate)
    return certificate


def revoke(certificate: Certificate, ground: Ground, note: str, by: User) -> Revocation:
    """It holds no more, for everybody to see. Saying so again changes nothing. The certificate is
    locked by the caller."""
    if certificate.revocation:
        return certificate.revocation
    made = Revocation(certificate=certificate, ground=ground, note=note, revoked_by_id=by.id)
    certificate.shown_by_id = None
    db.session.add(made)
    audit.record(by, "certificate.revoked", certificate, after={"ground": ground.value})
    letters.revoked(certificate)
    return made


def show(certificate: Certificate, shown: bool, by: User) -> None:
    """Whether it stands on her public page; `by` is its holder."""
    if shown and certificate.revocation:
        raise Conflict(_("This certificate holds no more."))
    if (certificate.shown_by_id is not None) is not shown:
        certificate.shown_by_id = by.id if shown else None
        audit.record(by, "certificate.shown" if shown else "certificate.hidden", certificate)


def rotate_key() -> IssuerKey:
    """A new pair signs from now on. The old private half is destroyed; what it signed stays valid,
    for its public half stays published."""
    if before := queries.signing_key(lock=True):
        before.private, before.retired_at = None, now()
        db.session.flush()
    private, public = signing.new_pair()
    made = IssuerKey(private=private, public=public)
    db.session.add(made)
    audit.record(None, "issuer_key.made", made)
    return made


def signing_key() -> IssuerKey:
    """The one that signs now; made where there is none, of two at once only one."""
    if queries.signing_key() is None:
        private, public = signing.new_pair()
        first = {"private": private, "public": public}
        db.session.execute(insert(IssuerKey).values(first).on_conflict_do_nothing())
    found = queries.signing_key()
    assert found is not None, "it was made a moment ago"  # noqa: S101 - for the type checker
    return found


def status_list(number: int) -> tuple[str, str]:
    """The list of revoked certificates, signed just now: as JSON with its proof, and as a JWT.
    NotFound before anything was signed at all."""
    key = queries.signing_key()
    if key is None:
        raise NotFound
    first = number * documents.LIST_BITS
    revoked = queries.revoked_between(first, first + documents.LIST_BITS - 1)
    made = documents.status_list(number, [one - first for one in revoked], now())
    return _both(made, key)


def _drafted(enrolment: Enrolment, result: Result, latin_name: str, by: User) -> Certificate:
    today = today_in_tehran()
    return Certificate(
        id=db.session.scalar(text("select nextval('certificates_id_seq')")),
        number=_next_number(today),
        code="".join(secrets.choice(queries.ALPHABET) for _place in range(queries.CODE_LENGTH)),
        enrolment=enrolment,
        result=result,
        name=enrolment.trainee.name,
        latin_name=latin_name,
        content=_content(enrolment.group, result, by),
        issued_on=today,
        valid_until=_ends(today, result.rule.valid_months),
        issued_by_id=by.id,
    )


def _signed(certificate: Certificate) -> Certificate:
    key = signing_key()
    certificate.signer_id = key.id
    document = documents.credential(_badge(certificate))
    certificate.badge, certificate.badge_jwt = _both(document, key)
    db.session.add(certificate)
    db.session.flush()
    return certificate


def _badge(certificate: Certificate) -> Badge:
    group, until = certificate.enrolment.group, certificate.valid_until
    user = certificate.enrolment.trainee.user
    known = [("name", certificate.name), ("emailAddress", user.email if user else "")]
    return Badge(
        certificate_id=certificate.id,
        code=certificate.code,
        achievement=documents.achievement(group.course, certificate.result.rule),
        identities=[Identity(kind, words) for kind, words in known if words],
        issued_at=now(),
        valid_until=morning_of(until + timedelta(days=1)) if until else None,
        began=date.fromisoformat(certificate.content["began"]),
        ended=date.fromisoformat(certificate.content["ended"]),
    )


def _both(document: Json, key: IssuerKey) -> tuple[str, str]:
    private, method = str(key.private), documents.method(key.id)
    proved = signing.with_proof(document, private, method, documents.instant(now()))
    return json.dumps(proved, ensure_ascii=False), signing.as_jwt(document, private, method)


def _content(group: Group, result: Result, by: User) -> Json:
    """What the paper says, as of today."""
    held = [one for one in group.lessons if one.state is LessonState.HELD]
    days = sorted(_day(one.starts_at) for one in held) or [group.starts_on]
    return {
        "course": group.course.names,
        "craft": group.course.craft.names,
        "level": group.course.level.value,
        "standard_code": group.course.standard_code,
        "hours": group.course.hours,
        "began": days[0].isoformat(),
        "ended": days[-1].isoformat(),
        "practical": str(result.practical),
        "theory": str(result.theory),
        "attendance": result.attendance_pct,
        "trainer": group.trainer.name if group.trainer else "",
        "coordinator": by.name,
    }


def _next_number(today: date) -> str:
    """PD-1405-0112; without gaps, for it goes back with whatever fails."""
    year = jalali(today).year
    counted = (
        insert(CertificateCounter)
        .values(year=year, last=1)
        .on_conflict_do_update(index_elements=["year"], set_={"last": CertificateCounter.last + 1})
        .returning(CertificateCounter.last)
    )
    return f"PD-{year}-{db.session.execute(counted).scalar_one():04}"


def _ends(day: date, months: int | None) -> date | None:
    """The last day on which it holds, so many Jalali months later."""
    if months is None:
        return None
    begun = jalali(day)
    years, month = divmod(begun.month - 1 + months, 12)
    for last in (begun.day, 30, 29):
        try:
            found: date = jalali(begun.year + years, month + 1, last).to_gregorian()
        except ValueError:
            continue
        return found
    raise ValueError(months)


def _day(moment: datetime) -> date:
    return moment.astimezone(TEHRAN).date()
