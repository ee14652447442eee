"""What waits on whoever asks what became of trainees."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.core.clock import now
from marketplace.desk.waiting import Question
from marketplace.pardis.outcomes.models import FollowUp


def _unanswered(_user: User, _scope: Scope) -> Any:
    return select(FollowUp.created_at).where(
        FollowUp.answered_at.is_(None), FollowUp.closes_at > now()
    )


QUESTIONS: Sequence[Question] = (
    Question(
        Permission.TRAINING_MANAGE,
        "outcomes.to_call",
        lambda n: ngettext("person to be asked", "people to be asked", n),
        _("Ask them"),
        _unanswered,
        timedelta(days=14),
    ),
)
