"""The second step of the sign-in: codes of an authenticator app, and recovery codes on paper."""

import hmac
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update

from marketplace.accounts import audit
from marketplace.accounts.events import SecondStepChanged
from marketplace.accounts.models import AuthenticatorApp, Passkey, RecoveryCode, User
from marketplace.accounts.queries import lock_user
from marketplace.config import settings
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.digits import to_latin
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.events import announce
from marketplace.core.late import late

if TYPE_CHECKING:
    import pyotp
else:
    pyotp = late("pyotp")

SECONDS = 30
CODES = 10
PARTS = 6
"""Of four signs: 118 bits, so that a plain hash is enough to keep them by."""

LENGTHS = {4 * PARTS, 16}
"""Signs of a code, and of one that was printed before there were six parts."""

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that are read as another
ISSUER = "Kotam"


def start_app(user: User) -> AuthenticatorApp:
    """A new secret for her telephone. It counts once she has typed a code made from it."""
    lock_user(user.id)
    app = db.session.get(AuthenticatorApp, user.id)
    if app and app.confirmed_at:
        raise Conflict(_("An app is set up already. Remove it first."))
    if app is None:
        app = AuthenticatorApp(user_id=user.id, secret=pyotp.random_base32())
        db.session.add(app)
    return app


def address_of(user: User, app: AuthenticatorApp) -> str:
    """What the QR code says to the app."""
    address: str = pyotp.TOTP(app.secret).provisioning_uri(name=user.email, issuer_name=ISSUER)
    return address


def confirm_app(user: User, code: str) -> None:
    """From now on the app's codes are her second step. Raises Invalid, Conflict."""
    app = db.session.get(AuthenticatorApp, user.id)
    if app is None or app.confirmed_at:
        raise Conflict(_("This was done already, or not begun."))
    if not _use_code(app, code):
        raise Invalid(
            _("This is not the code of now. Does the clock of your telephone go right?"), "code"
        )
    app.confirmed_at = now()
    gained(user, "app")


def remove_app(user: User) -> None:
    """Raises Conflict where she must keep a second step and this is the only one."""
    lock_user(user.id)
    _keep_one(user, leaving="app")
    db.session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.user_id == user.id))
    lost(user, "app")


def new_recovery_codes(user: User) -> list[str]:
    """Ten new codes; the older ones no longer work. They are shown now and never again."""
    lock_user(user.id)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["-".join(_random(4) for _part in range(PARTS)) for _code in range(CODES)]
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=_hash(code)) for code in codes)
    audit.record(user, "recovery-codes.made", user)
    return codes


def check_code(user: User, typed: str) -> str:
    """Take a code of her app or one of her recovery codes, each once: "app" or "recovery".
    Raises Invalid."""
    plain = to_latin(typed).replace(" ", "").replace("-", "").lower()
    app = db.session.get(AuthenticatorApp, user.id)
    if app and app.confirmed_at and _use_code(app, plain):
        return "app"
    if len(plain) in LENGTHS and _use_recovery_code(user, plain):
        audit.record(user, "recovery-code.used", user)
        announce(SecondStepChanged(user.id, "recovery"))
        return "recovery"
    raise Invalid(_("This code does not work, or it was used before."), "code")


def forget_all(user: User, by: User | None) -> None:
    """Without any second step, as for somebody who has lost everything."""
    lock_user(user.id)
    for model in (AuthenticatorApp, RecoveryCode, Passkey):
        db.session.execute(delete(model).where(model.user_id == user.id))
    user.second_step_at = None
    audit.record(by, "second-step.forgotten", user)
    announce(SecondStepChanged(user.id, "forgotten"))


def codes_left(user: User) -> int:
    query = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(query) or 0


def app_of(user: User) -> AuthenticatorApp | None:
    return db.session.get(AuthenticatorApp, user.id)


def must_have_one(user: User) -> bool:
    return settings().second_step == "required" and user.is_guarded


def gained(user: User, kind: str) -> None:
    """She has one more second step."""
    user.second_step_at = user.second_step_at or now()
    audit.record(user, "second-step.added", user, after={"kind": kind})
    announce(SecondStepChanged(user.id, "added"))


def lost(user: User, kind: str) -> None:
    """She has one less; without any, her recovery codes go too."""
    if not _others(user, leaving=""):
        user.second_step_at = None
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    audit.record(user, "second-step.removed", user, before={"kind": kind})
    announce(SecondStepChanged(user.id, "removed"))


def keep_one(user: User, passkey: Passkey) -> None:
    """Raises Conflict if this passkey is the only second step of somebody who must have one."""
    _keep_one(user, leaving="passkey", passkey_id=passkey.id)


def _keep_one(user: User, leaving: str, passkey_id: int = 0) -> None:
    if must_have_one(user) and not _others(user, leaving, passkey_id):
        raise Conflict(
            _("Your work moves money or roles, so you need a second step. Set up another first.")
        )


def _others(user: User, leaving: str, passkey_id: int = 0) -> bool:
    app = db.session.scalar(
        select(AuthenticatorApp.user_id).where(
            AuthenticatorApp.user_id == user.id, AuthenticatorApp.confirmed_at.is_not(None)
        )
    )
    keys = db.session.scalar(
        select(Passkey.id).where(Passkey.user_id == user.id, Passkey.id != passkey_id).limit(1)
    )
    return bool(keys or (app and leaving != "app"))


def _use_code(app: AuthenticatorApp, code: str) -> bool:
    """Whether it is the code of this half minute or of its neighbours, and none of that or a later
    one was used yet. Of two who send it at once, one is right."""
    code, present = to_latin(code).replace(" ", ""), int(now().timestamp()) // SECONDS
    maker = pyotp.HOTP(app.secret)
    fitting = [
        step
        for step in (present - 1, present, present + 1)
        if hmac.compare_digest(maker.at(step).encode(), code.encode())
    ]
    if not fitting:
        return False
    used = db.session.execute(
        update(AuthenticatorApp)
        .where(AuthenticatorApp.user_id == app.user_id, AuthenticatorApp.last_step < fitting[0])
        .values(last_step=fitting[0])
        .returning(AuthenticatorApp.user_id)
    )
    return used.first() is not None


def _use_recovery_code(user: User, plain: str) -> bool:
    used = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == _hash(plain),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
        .returning(RecoveryCode.id)
    )
    return used.first() is not None


def _random(signs: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _sign in range(signs))


def _hash(code: str) -> str:
    return sha256(code.replace("-", "").encode()).hexdigest()
