"""What waits on whoever hands out kits."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import DateTime, cast, exists, func, select

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.core.clock import now
from marketplace.desk.waiting import Question
from marketplace.pardis.kits.models import CourseKitLine, Handover
from marketplace.pardis.training.models import Enrolment, EnrolmentState, Group, GroupState

SOON = timedelta(days=3)


def _to_hand_out(_user: User, _scope: Scope) -> Any:
    """People of groups that have begun, or begin within days, who were handed nothing yet."""
    begins = func.timezone("Asia/Tehran", cast(Group.starts_on, DateTime()))
    has_kit = exists().where(
        CourseKitLine.course_id == Group.course_id, CourseKitLine.closed_at.is_(None)
    )
    return (
        select(begins)
        .select_from(Enrolment)
        .join(Enrolment.group)
        .where(
            Group.state.in_((GroupState.OPEN, GroupState.RUNNING)),
            Enrolment.state == EnrolmentState.ENROLLED,
            begins < now() + SOON,
            has_kit,
            ~exists().where(Handover.enrolment_id == Enrolment.id),
        )
    )


def _to_take_back(_user: User, _scope: Scope) -> Any:
    """What was lent in groups that are over."""
    return (
        select(Handover.created_at)
        .join(Handover.line)
        .join(Enrolment, Enrolment.id == Handover.enrolment_id)
        .join(Enrolment.group)
        .where(CourseKitLine.lent, Handover.back.is_(None), Group.state == GroupState.FINISHED)
    )


QUESTIONS: Sequence[Question] = (
    Question(
        Permission.KIT_HAND,
        "kits.index",
        lambda n: ngettext("kit to hand out", "kits to hand out", n),
        _("Hand out"),
        _to_hand_out,
        timedelta(days=1),
    ),
    Question(
        Permission.KIT_HAND,
        "kits.index",
        lambda n: ngettext("lent thing to take back", "lent things to take back", n),
        _("Take back"),
        _to_take_back,
        timedelta(days=90),
    ),
)
