"""What waits on whoever gives out certificates."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.desk.waiting import Question
from marketplace.pardis.credentials import queries
from marketplace.pardis.training.models import Result


def _earned(_user: User, _scope: Scope) -> Any:
    return queries.earned(Result.created_at)


QUESTIONS: Sequence[Question] = (
    Question(
        Permission.CERTIFY,
        "certifying.index",
        lambda n: ngettext("certificate to give out", "certificates to give out", n),
        _("Give out"),
        _earned,
        timedelta(days=14),
    ),
)
