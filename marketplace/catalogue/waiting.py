"""What waits on whoever reviews pieces."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import all_, literal, select

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.catalogue.models import Product, Revision, RevisionState
from marketplace.desk.waiting import Question


def _revisions(user: User, scope: Scope) -> Any:
    """Nobody publishes what she has worked on herself, so that does not wait on her."""
    return (
        select(Revision.submitted_at)
        .join(Revision.product)
        .where(
            Revision.state == RevisionState.IN_REVIEW,
            literal(user.id) != all_(Revision.editor_ids),
            scope.clause(Product.cooperative_id),
        )
    )


QUESTIONS: Sequence[Question] = (
    Question(
        Permission.PRODUCT_REVIEW,
        "review.queue",
        lambda n: ngettext("piece to review", "pieces to review", n),
        _("Review"),
        _revisions,
        timedelta(hours=48),
    ),
)
