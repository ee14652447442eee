"""Everybody who learns, as a table: filters, columns, files, and answers for many at once."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.core.digits import to_latin
from marketplace.core.errors import Conflict
from marketplace.core.forms import tidy
from marketplace.desk.tables import Act, Asked, Column, Filters, Table
from marketplace.localisation.languages import local_text
from marketplace.pardis.training import queries
from marketplace.pardis.training.forms import term_name
from marketplace.pardis.training.models import Enrolment, EnrolmentState
from marketplace.pardis.training.queries import people
from marketplace.pardis.training.queries.people import PeopleSearch
from marketplace.pardis.training.services import joining
from marketplace.pardis.training.words import ENROLMENT_STATES, SEXES

P = Permission


def search_in(values: Filters) -> PeopleSearch:
    state, term = values.get("state", ""), to_latin(values.get("term", ""))
    return PeopleSearch(
        text=to_latin(str(tidy(values.get("q", ""))))[:100],
        term_id=int(term) if term.isascii() and term.isdigit() and len(term) < 10 else None,
        state=EnrolmentState(state) if state in set(EnrolmentState) else None,
    )


def _count(asked: Asked) -> int:
    return people.count_of_people(search_in(asked.filters))


def _rows(asked: Asked) -> Iterator[Enrolment]:
    return people.all_people(search_in(asked.filters))


def _locked(key: str) -> Enrolment:
    queries.locked_group(queries.group_number_of(int(key)))
    return queries.enrolment(int(key))


def _leave(user: User, key: str, _choice: str) -> None:
    enrolment = _locked(key)
    if enrolment.state is EnrolmentState.WITHDRAWN:
        raise Conflict(_("She has no seat and waits for none."))
    joining.leave(enrolment, user)


def _accept(_user: User, key: str, _choice: str) -> None:
    joining.accept(_locked(key))


PEOPLE = Table(
    name="enrolments",
    endpoint="people.index",
    title=_("People in courses"),
    permission=P.TRAINING_READ,
    filters=("q", "term", "state"),
    columns=(
        Column("name", _("Trainee"), lambda r: r.trainee.name, fixed=True),
        Column("course", _("Course"), lambda r: local_text(r.group.course.names)),
        Column("group", _("Group"), lambda r: r.group.number),
        Column("term", _("Term"), lambda r: term_name(r.group.term)),
        Column("place", _("Place"), lambda r: local_text(r.trainee.place.names)),
        Column("sex", _("Sex"), lambda r: SEXES[r.trainee.sex], usual=False),
        Column("state", _("Status"), lambda r: ENROLMENT_STATES[r.state][0]),
        Column("since", _("Signed up"), lambda r: r.created_at),
        Column("ended", _("Withdrawn on"), lambda r: r.ended_at, usual=False),
        Column("priority", _("Priority"), lambda r: r.priority, usual=False),
    ),
    count=_count,
    rows=_rows,
    acts=(
        Act("accept", _("Take the offered seats"), P.TRAINING_MANAGE, do=_accept),
        Act("leave", _("Give back the seats"), P.TRAINING_MANAGE, do=_leave),
    ),
)
