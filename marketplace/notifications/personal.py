"""The mails somebody was sent."""

from sqlalchemy import or_, select, update

from marketplace.accounts.events import PersonErased
from marketplace.accounts.models import User
from marketplace.accounts.personal import Facts, Knower
from marketplace.core.db import db
from marketplace.notifications.models import Mail


def tell(user: User) -> Facts:
    query = select(Mail).where(Mail.to == user.email).order_by(Mail.id)
    return {
        "mails": [
            {"subject": m.subject, "about": m.about, "sent": m.sent_at}
            for m in db.session.scalars(query)
        ]
    }


def forget(event: PersonErased) -> None:
    """That we wrote stays known, to whom and what does not."""
    hers = or_(Mail.to == event.email, Mail.about == f"user {event.user_id}")
    db.session.execute(
        update(Mail)
        .where(hers)
        .values(to=f"erased-{event.user_id}@erased.invalid", context={}, subject="")
    )


KNOWER = Knower(tell)
