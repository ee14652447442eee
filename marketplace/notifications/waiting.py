"""What waits on whoever looks after mails."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.desk.waiting import Question
from marketplace.notifications.models import Mail
from marketplace.notifications.services import TO_SEND_BY_HAND


def _failed(_user: User, _scope: Scope) -> Any:
    return select(Mail.created_at).where(Mail.state.in_(TO_SEND_BY_HAND))


QUESTIONS: Sequence[Question] = (
    Question(
        Permission.USER_MANAGE,
        "admin.mails",
        lambda n: ngettext("mail that failed", "mails that failed", n),
        _("Look"),
        _failed,
        timedelta(days=1),
        urgent=True,
    ),
)
