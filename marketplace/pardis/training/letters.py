"""What is written to trainees who have an account, in their language."""

from datetime import datetime
from typing import Any

from marketplace.core.calendars import written_for
from marketplace.core.money import Money
from marketplace.localisation.formats import format_moment, format_money
from marketplace.notifications import services as notifications
from marketplace.pardis.training.models import Enrolment, Fee, Lesson
from marketplace.payments.references import grouped


def enrolled(enrolment: Enrolment) -> None:
    send(enrolment, "enrolled", "training_enrolled")


def waiting(enrolment: Enrolment, place: int) -> None:
    send(enrolment, "waiting", "training_waiting", place=place)


def offered(enrolment: Enrolment) -> None:
    """There is a seat for her, until then."""
    until = enrolment.offered_until
    if until is None:
        raise ValueError(enrolment.id)
    send(enrolment, "offered", "training_offer", until=_moment(enrolment, until))


def lapsed(enrolment: Enrolment) -> None:
    send(enrolment, "lapsed", "training_lapsed")


def moved(enrolment: Enrolment, lesson: Lesson, before: datetime) -> None:
    send(
        enrolment,
        f"moved:{lesson.id}:{lesson.version}",
        "training_moved",
        session=lesson.number,
        before=_moment(enrolment, before),
        at=_moment(enrolment, lesson.starts_at),
        rooms=lesson.room.names,
    )


def added(enrolment: Enrolment, lesson: Lesson) -> None:
    at = _moment(enrolment, lesson.starts_at)
    send(enrolment, f"added:{lesson.id}", "training_added", at=at, topic=lesson.topic)


def called_off(enrolment: Enrolment, reason: str) -> None:
    send(enrolment, "called_off", "training_called_off", reason=reason)


def transferred(enrolment: Enrolment) -> None:
    send(enrolment, f"transferred:{enrolment.group_id}", "training_transferred")


def fee_asked(fee: Fee) -> None:
    _send_of_fee(fee, "asked", "training_fee")


def fee_reminder(fee: Fee) -> None:
    _send_of_fee(fee, "reminder", "training_fee_reminder")


def fee_paid(fee: Fee) -> None:
    _send_of_fee(fee, "paid", "training_fee_paid")


def fee_lapsed(fee: Fee) -> None:
    _send_of_fee(fee, "lapsed", "training_fee_lapsed")


def fee_back(fee: Fee, back: Money, turn: int | None = None) -> None:
    """What goes back; it may be nothing. `turn` counts what goes back while the seat stays hers."""
    user = fee.enrolment.trainee.user
    amount = format_money(back, user.locale if user else None) if back else ""
    what = "back" if turn is None else f"back:{turn}"
    _send_of_fee(fee, what, "training_fee_back", back=amount)


def _send_of_fee(fee: Fee, what: str, template: str, **context: Any) -> None:
    user = fee.enrolment.trainee.user
    locale = user.locale if user else None
    facts = {
        "amount": format_money(fee.charged, locale),
        "reference": grouped(fee.payment.reference) if fee.payment else "",
        "due": _moment(fee.enrolment, fee.due_at),
        "seat": fee.enrolment_id,
    }
    send(fee.enrolment, f"fee{fee.part or ''}:{what}", template, **facts | context)


def send(enrolment: Enrolment, what: str, template: str, **context: Any) -> None:
    user, group = enrolment.trainee.user, enrolment.group
    if user is None or not user.is_active:
        return
    first = next((lesson for lesson in group.lessons), None)
    notifications.send(
        key=f"enrolment:{enrolment.id}:{what}",
        to=user.email,
        locale=user.locale,
        template=template,
        context={
            "name": enrolment.trainee.name,
            "courses": group.course.names,
            "begins": _moment(enrolment, first.starts_at) if first else "",
            **context,
        },
        about=group.number,
    )


def _moment(enrolment: Enrolment, moment: datetime) -> str:
    user = enrolment.trainee.user
    with written_for(user.calendar if user else None):
        return format_moment(moment, user.locale if user else None)
