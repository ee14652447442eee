"""Sending mails, by workers."""

from functools import partial

from flask import current_app

from marketplace.core.db import transaction
from marketplace.core.jobs import job
from marketplace.core.mail import Mailer, Unknown
from marketplace.notifications import queries, services
from marketplace.notifications.letters import draft_of, written


@job(alone=True)
def deliver(mail_id: int) -> None:
    """Write and send one mail, with no transaction open meanwhile. A failure is kept and raised,
    so that the worker tries again later; what may have arrived is not tried again."""
    with transaction():
        draft, waits = draft_of(queries.mail(mail_id)), services.waits(mail_id)
    if not waits:
        return
    mailer: Mailer = current_app.extensions["mailer"]
    try:
        letter = written(draft)
        mailer.send(letter, partial(_claim, mail_id))
    except services.UnderWay:
        raise
    except Unknown as error:
        with transaction():
            services.note_unknown(mail_id, error)
        return
    except Exception as error:
        with transaction():
            services.note_failure(mail_id, error)
        raise
    with transaction():
        services.note_sent(mail_id, letter.subject)


def _claim(mail_id: int) -> None:
    with transaction():
        services.claim(mail_id)
