"""Sending mails, by workers."""

from flask import current_app

from marketplace.core.db import transaction
from marketplace.core.jobs import job
from marketplace.core.mail import Mailer
from marketplace.notifications import queries, services
from marketplace.notifications.letters import draft_of, written
from marketplace.notifications.models import MailState


@job(alone=True)
def deliver(mail_id: int) -> None:
    """Write and send one mail, with no transaction open meanwhile. A failure is kept and raised,
    so that the worker tries again later."""
    with transaction():
        mail = queries.mail(mail_id)
        draft, waits = draft_of(mail), mail.state is MailState.WAITING
    if not waits:
        return
    mailer: Mailer = current_app.extensions["mailer"]
    try:
        letter = written(draft)
        mailer.send(letter)
    except Exception as error:
        with transaction():
            services.note_failure(mail_id, error)
        raise
    with transaction():
        services.note_sent(mail_id, letter.subject)
