"""What certificates know of a person. That one was given out, and whether it holds, stays in the
register, without a name."""

from marketplace.accounts.events import PersonErased
from marketplace.accounts.models import User
from marketplace.accounts.personal import Facts, Knower
from marketplace.core.db import db
from marketplace.pardis.credentials import queries


def tell(user: User) -> Facts:
    return {
        "certificates": [
            {
                "number": one.number,
                "code": one.code,
                "issued_on": one.issued_on,
                "standing": one.standing.value,
                "badge": one.badge,
            }
            for one in queries.of_person(user)
        ]
    }


def forget(event: PersonErased) -> None:
    """Before training forgets whose enrolments these are."""
    for certificate in queries.of_person(db.session.get_one(User, event.user_id)):
        certificate.name, certificate.latin_name = "—", ""
        certificate.shown_by_id = None
    db.session.flush()


KNOWER = Knower(tell)
