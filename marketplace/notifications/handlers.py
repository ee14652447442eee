"""What owed mails and people's accounts set going."""

from typing import Any
from uuid import uuid4

from marketplace.accounts import events as accounts
from marketplace.accounts import links
from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.jobs import enqueue
from marketplace.notifications import services
from marketplace.notifications.events import MailOwed
from marketplace.notifications.jobs import deliver


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
    _tell(db.session.get_one(User, event.user_id), "password_changed")


def _tell(user: User, template: str, **context: Any) -> None:
    """Each time it happens it is a mail of its own, so the key is one too."""
    services.send(
        key=f"{template} {user.id} {uuid4().hex}",
        to=user.email,
        locale=user.locale,
        template=template,
        context={"name": user.name, **context},
        about=f"user {user.id}",
    )
