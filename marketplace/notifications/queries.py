"""Finding mails."""

from sqlalchemy import select

from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.notifications.models import Mail


def mail(mail_id: int) -> Mail:
    found = db.session.get(Mail, mail_id)
    if found is None:
        raise NotFound
    return found


def locked_mail(mail_id: int) -> Mail:
    """One mail that nobody else changes until this transaction ends."""
    return db.session.scalars(
        select(Mail)
        .where(Mail.id == mail_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
