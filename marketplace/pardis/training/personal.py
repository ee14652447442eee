"""What training knows of a person. Who was taught what stays in the registers, without a name."""

from flask_babel import gettext as _

from marketplace.accounts.events import PersonErased
from marketplace.accounts.models import User
from marketplace.accounts.personal import Facts, Knower
from marketplace.core.db import db
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import EnrolmentState


def tell(user: User) -> Facts:
    trainee = queries.trainee_of(user.id)
    if trainee is None:
        return {}
    return {
        "name": trainee.name,
        "phone": trainee.phone,
        "sex": trainee.sex.value,
        "place": trainee.place_id,
        "enrolments": [
            {"group": one.group.number, "state": one.state.value, "since": one.created_at}
            for one in queries.enrolments_of(user.id)
        ],
    }


def obstacles(user: User) -> list[str]:
    open_ = {EnrolmentState.OFFERED, EnrolmentState.ENROLLED}
    for enrolment in queries.enrolments_of(user.id):
        if enrolment.state in open_ and not enrolment.group.is_over:
            return [_("You have a seat in a course. Give it back first.")]
    return []


def forget(event: PersonErased) -> None:
    if trainee := queries.trainee_of(event.user_id):
        trainee.name, trainee.phone, trainee.user_id = "—", "", None
        db.session.flush()


KNOWER = Knower(tell, obstacles)
