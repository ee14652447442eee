"""What owed mails and people's accounts set going."""

from hashlib import sha256
from typing import Any

from marketplace.accounts import events as accounts
from marketplace.accounts import links
from marketplace.accounts.models import DataCopy, EmailChange, User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.jobs import enqueue
from marketplace.desk.events import TableFileReady
from marketplace.desk.models import TableFile
from marketplace.notifications import services
from marketplace.notifications.events import MailOwed
from marketplace.notifications.jobs import deliver

QUIET_SECONDS = 120


def deliver_it(event: MailOwed) -> None:
    enqueue(deliver, key=f"mail {event.mail_id} {event.attempt}", mail_id=event.mail_id)


def ask_to_confirm(event: accounts.SignedUp) -> None:
    user = db.session.get_one(User, event.user_id)
    _tell(user, "confirm", payload=links.payload_of(user))


def tell_of_the_account(event: accounts.SignedUpAgain) -> None:
    _tell(db.session.get_one(User, event.user_id), "known_address")


def send_reset_link(event: accounts.ResetAsked) -> None:
    user = db.session.get_one(User, event.user_id)
    _tell(user, "reset", payload=links.payload_of(user))


def tell_of_new_password(event: accounts.PasswordChanged) -> None:
    user = db.session.get_one(User, event.user_id)
    _tell(user, "password_changed", payload=links.payload_of(user))


def tell_of_second_step(event: accounts.SecondStepChanged) -> None:
    user = db.session.get_one(User, event.user_id)
    _tell(user, "second_step", what=event.what)


def tell_of_new_device(event: accounts.NewDevice) -> None:
    user = db.session.get_one(User, event.user_id)
    _tell(user, "new_device", device=event.device, address=event.address, at=now().isoformat())


def tell_of_asked_address(event: accounts.EmailChangeAsked) -> None:
    """The new address confirms; the old one only learns of it."""
    change = db.session.get_one(EmailChange, event.change_id)
    user = db.session.get_one(User, change.user_id)
    payload = {"change": change.id}
    _tell(user, "address_confirm", to=change.new, payload=payload, new=change.new)
    _tell(user, "address_asked", to=change.old, new=change.new)


def tell_of_new_address(event: accounts.EmailChanged) -> None:
    """Both are told; the old one can undo it for some days."""
    change = db.session.get_one(EmailChange, event.change_id)
    user = db.session.get_one(User, change.user_id)
    payload = {"change": change.id}
    _tell(user, "address_changed", to=change.old, payload=payload, new=change.new)
    _tell(user, "address_holds", to=change.new, new=change.new)


def tell_of_copy(event: accounts.DataCopyReady) -> None:
    copy = db.session.get_one(DataCopy, event.copy_id)
    _tell(db.session.get_one(User, copy.user_id), "data_copy")


def tell_of_table_file(event: TableFileReady) -> None:
    file = db.session.get_one(TableFile, event.file_id)
    _tell(file.user, "table_file", file=file.id, ready=bool(file.ready_at))


def _tell(user: User, template: str, *, to: str = "", **context: Any) -> None:
    """Asking again at once brings no second mail: what it says would be the same."""
    digest = sha256(repr((context, int(now().timestamp()) // QUIET_SECONDS)).encode()).hexdigest()
    services.send(
        key=f"{template} {user.id} {digest[:16]}",
        to=to or user.email,
        locale=user.locale,
        template=template,
        context={"name": user.name, **context},
        about=f"user {user.id}",
    )
