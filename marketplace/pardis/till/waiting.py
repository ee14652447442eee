"""What waits at the counter, and the shifts of the day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import DateTime, cast, func, select

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.core.clock import now
from marketplace.desk.diary import Appointment, Diary
from marketplace.desk.waiting import Question
from marketplace.inventory.models import Transfer, TransferState
from marketplace.localisation.languages import local_text
from marketplace.pardis.till import queries
from marketplace.pardis.till.models import CounterSale, Exhibition, SaleLine, Shift, ShiftState
from marketplace.pardis.till.words import SHIFT_STATES

P = Permission
LONGEST_SHIFT = timedelta(hours=16)


def _conflicts(_user: User, _scope: Scope) -> Any:
    return (
        select(CounterSale.sold_at)
        .join(SaleLine, SaleLine.sale_id == CounterSale.id)
        .where(SaleLine.failed != "", SaleLine.settled.is_(False))
    )


def _differences(user: User, _scope: Scope) -> Any:
    """Of drawers that somebody else has counted."""
    return select(Shift.closed_at).where(
        Shift.state == ShiftState.WAITING, Shift.closed_by_id != user.id
    )


def _left_open(_user: User, _scope: Scope) -> Any:
    return select(Shift.created_at).where(
        Shift.state == ShiftState.OPEN, Shift.created_at < now() - LONGEST_SHIFT
    )


def _to_bring_back(_user: User, _scope: Scope) -> Any:
    due = func.timezone("Asia/Tehran", cast(Transfer.ends_on, DateTime()))
    out = select(due).join(Exhibition, Exhibition.transfer_id == Transfer.id)
    return out.where(Transfer.state == TransferState.SENT, due < now())


QUESTIONS: Sequence[Question] = (
    Question(
        P.TILL_MANAGE,
        "till.index",
        lambda n: ngettext("sold piece that was not to be had", "sold pieces not to be had", n),
        _("Settle"),
        _conflicts,
        timedelta(days=1),
        urgent=True,
    ),
    Question(
        P.TILL_MANAGE,
        "till.index",
        lambda n: ngettext("drawer that differs", "drawers that differ", n),
        _("Approve"),
        _differences,
        timedelta(days=2),
    ),
    Question(
        P.TILL_SELL,
        "till.index",
        lambda n: ngettext("shift to count and close", "shifts to count and close", n),
        _("Count"),
        _left_open,
        timedelta(days=1),
    ),
    Question(
        P.TILL_SELL,
        "exhibitions.index",
        lambda n: ngettext("exhibition to bring back", "exhibitions to bring back", n),
        _("Bring back"),
        _to_bring_back,
        timedelta(days=2),
    ),
)


def _shifts(_user: User, since: datetime, until: datetime) -> list[Appointment]:
    return [_appointment(shift) for shift in queries.shifts_between(since, until)]


def _appointment(shift: Shift) -> Appointment:
    word, kind = SHIFT_STATES[shift.state]
    return Appointment(
        starts_at=shift.created_at,
        ends_at=shift.closed_at,
        title=local_text(shift.till.names),
        detail=_("%(shift)s, %(who)s", shift=shift.number, who=shift.opened_by.name),
        url=url_for("till.shift", number=shift.number),
        word=word,
        kind=kind,
    )


SHIFTS = Diary(
    P.TILL_READ,
    _("Shifts today"),
    "till.index",
    _("Counter"),
    _("No till is open today."),
    _shifts,
)
