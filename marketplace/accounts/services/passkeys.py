"""Passkeys: registered, named, used, removed. What is to be signed is kept here and used once."""

import json
import secrets
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import request, session
from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from marketplace.accounts.models import Challenge, Passkey, User
from marketplace.accounts.queries import lock_user, passkeys_of
from marketplace.accounts.services import second
from marketplace.config import settings
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.late import late

if TYPE_CHECKING:
    import webauthn
    from webauthn import helpers
    from webauthn.helpers import exceptions, structs
else:
    webauthn, helpers = late("webauthn"), late("webauthn.helpers")
    exceptions = late("webauthn.helpers.exceptions")
    structs = late("webauthn.helpers.structs")

KEPT = timedelta(minutes=5)
MOST = 12
LONGEST_NAME = 60


def can_be_used() -> bool:
    """Passkeys belong to a name; browsers refuse them where the shop is reached by a number."""
    try:
        ip_address(_site().hostname or "")
    except ValueError:
        return True
    return False


def to_register(user: User) -> str:
    """What the browser needs to make a passkey, as JSON."""
    known = passkeys_of(user)
    if len(known) >= MOST:
        raise Conflict(_("You have many passkeys already. Remove one first."))
    options = webauthn.generate_registration_options(
        rp_id=_site().hostname or "",
        rp_name=second.ISSUER,
        user_name=user.email,
        user_id=_handle(user),
        user_display_name=user.name,
        exclude_credentials=[_descriptor(passkey) for passkey in known],
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
    )
    _keep("register", options.challenge)
    return webauthn.options_to_json(options)


def register(user: User, challenge: bytes, answer: str, name: str) -> Passkey:
    """Keep the passkey that the browser made. Raises Invalid, Conflict."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_site().hostname or "",
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (exceptions.WebAuthnException, ValueError, KeyError, TypeError):
        raise Invalid(_("This passkey could not be read. Try once more."), "name") from None
    lock_user(user.id)
    if db.session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)):
        raise Conflict(_("This passkey is known already."))
    passkey = Passkey(
        user_id=user.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=(name.strip() or _("Passkey"))[:LONGEST_NAME],
        transports=_transports(answer),
    )
    db.session.add(passkey)
    second.gained(user, "passkey")
    return passkey


def to_sign(purpose: str, user: User | None = None) -> str:
    """What the browser needs to sign, as JSON. Without a user any passkey of this shop will do."""
    options = webauthn.generate_authentication_options(
        rp_id=_site().hostname or "",
        allow_credentials=[_descriptor(each) for each in passkeys_of(user)] if user else None,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    _keep(purpose, options.challenge)
    return webauthn.options_to_json(options)


def signed(challenge: bytes, answer: str, user: User | None = None) -> User:
    """Whose passkey has signed. With `user` it must be hers. Raises Invalid."""
    refused = Invalid(_("This passkey did not open the door."), "passkey")
    try:
        credential = helpers.parse_authentication_credential_json(answer)
    except (exceptions.WebAuthnException, ValueError, KeyError, TypeError):
        raise refused from None
    passkey = _locked(credential.raw_id)
    if passkey is None or (user and passkey.user_id != user.id) or not passkey.user.is_active:
        raise refused
    try:
        proved = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_site().hostname or "",
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (exceptions.WebAuthnException, ValueError):
        raise refused from None
    passkey.sign_count, passkey.used_at = proved.new_sign_count, now()
    return passkey.user


def rename(passkey: Passkey, name: str) -> None:
    if not name.strip():
        raise Invalid(_("This is still empty."), "name")
    passkey.name = name.strip()[:LONGEST_NAME]


def remove(user: User, passkey: Passkey) -> None:
    """Raises Conflict where she must keep a second step and this is the only one."""
    lock_user(user.id)
    second.keep_one(user, passkey)
    db.session.delete(passkey)
    db.session.flush()
    second.lost(user, "passkey")


def sweep() -> None:
    db.session.execute(delete(Challenge).where(Challenge.made_at < now() - KEPT))


def _keep(purpose: str, value: bytes) -> None:
    """The cookie names what is to be signed, so that no other browser can use it."""
    token = secrets.token_urlsafe(24)
    session["challenge"] = token
    db.session.add(Challenge(token_hash=_hash(token), purpose=purpose, value=value))


def take(purpose: str) -> bytes:
    """What was to be signed. It is gone then, so call it in a transaction of its own: a wrong
    answer must not bring it back. Raises Invalid."""
    value = db.session.scalar(
        delete(Challenge)
        .where(
            Challenge.token_hash == _hash(str(session.pop("challenge", ""))),
            Challenge.purpose == purpose,
            Challenge.made_at > func.clock_timestamp() - KEPT,
        )
        .returning(Challenge.value)
    )
    if value is None:
        raise Invalid(_("That took too long, or was sent before. Try once more."), "passkey")
    return bytes(value)


def _locked(credential_id: bytes) -> Passkey | None:
    found: Passkey | None = db.session.scalar(
        select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
    )
    return found


def _descriptor(passkey: Passkey) -> "structs.PublicKeyCredentialDescriptor":
    return structs.PublicKeyCredentialDescriptor(
        id=passkey.credential_id,
        transports=[structs.AuthenticatorTransport(each) for each in passkey.transports] or None,
    )


def _transports(answer: str) -> list[str]:
    told: Any = json.loads(answer).get("response", {}).get("transports") or []
    known = {transport.value for transport in structs.AuthenticatorTransport}
    return [each for each in told if each in known] if isinstance(told, list) else []


def _handle(user: User) -> bytes:
    return f"kotam-{user.id}".encode()


def _site() -> Any:
    """Where people reach us: as set in production, else as this request came."""
    return urlsplit(settings().base_url if settings().production else request.host_url)


def _origin() -> str:
    return f"{_site().scheme}://{_site().netloc}"


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
