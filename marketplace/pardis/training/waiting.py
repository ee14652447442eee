"""What waits on trainers and coordinators, and the sessions of the day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import DateTime, cast, exists, func, select

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.core.clock import now
from marketplace.desk.diary import Appointment, Diary
from marketplace.desk.waiting import Question
from marketplace.localisation.languages import local_text
from marketplace.pardis.training import queries
from marketplace.pardis.training.assessing.queries import ASSESSED, hers_to_assess
from marketplace.pardis.training.models import (
    Enrolment,
    EnrolmentState,
    Group,
    GroupState,
    Lesson,
    LessonState,
    Result,
)
from marketplace.pardis.training.words import LESSON_STATES

P = Permission


def _unmarked(user: User, _scope: Scope) -> Any:
    return select(Lesson.ends_at).join(Lesson.group).where(*queries.unmarked(user))


def _to_assess(user: User, _scope: Scope) -> Any:
    """Groups whose last session is over and in which somebody has no result yet."""
    last = (
        select(func.max(Lesson.ends_at))
        .where(Lesson.group_id == Group.id, Lesson.state != LessonState.CANCELLED)
        .scalar_subquery()
    )
    open_ = exists().where(
        Enrolment.group_id == Group.id,
        Enrolment.state == EnrolmentState.ENROLLED,
        ~exists().where(Result.enrolment_id == Enrolment.id),
    )
    return select(last).where(Group.state.in_(ASSESSED), hers_to_assess(user), open_, last < now())


def _to_begin(_user: User, _scope: Scope) -> Any:
    begins = func.timezone("Asia/Tehran", cast(Group.starts_on, DateTime()))
    return select(begins).where(
        Group.state.in_((GroupState.PLANNED, GroupState.OPEN)), begins < now()
    )


QUESTIONS: Sequence[Question] = (
    Question(
        P.ATTENDANCE_MARK,
        "sheets.index",
        lambda n: ngettext("session without attendance", "sessions without attendance", n),
        _("Mark"),
        _unmarked,
        timedelta(days=1),
        urgent=True,
    ),
    Question(
        P.ASSESS,
        "assessments.index",
        lambda n: ngettext("group to assess", "groups to assess", n),
        _("Assess"),
        _to_assess,
        timedelta(days=14),
    ),
    Question(
        P.TRAINING_MANAGE,
        "training.groups",
        lambda n: ngettext("group that should have begun", "groups that should have begun", n),
        _("Look"),
        _to_begin,
        timedelta(days=1),
    ),
)


def _sessions(user: User, since: datetime, until: datetime) -> list[Appointment]:
    return [_appointment(each) for each in queries.lessons_between(since, until, user)]


def _appointment(lesson: Lesson) -> Appointment:
    word, kind = LESSON_STATES[lesson.state]
    return Appointment(
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        title=local_text(lesson.group.course.names),
        detail=_(
            "%(group)s, %(room)s", group=lesson.group.number, room=local_text(lesson.room.names)
        ),
        url=url_for("sheets.show", lesson_id=lesson.id),
        word=word,
        kind=kind,
    )


SESSIONS = Diary(
    P.ATTENDANCE_MARK,
    _("Sessions today"),
    "sheets.index",
    _("Attendance"),
    _("No session is held today."),
    _sessions,
)
