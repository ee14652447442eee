"""The short form after a course."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField
from wtforms.validators import Length

from marketplace.core.forms import Form, Required, options
from marketplace.pardis.outcomes.models import FollowUp, Work
from marketplace.pardis.outcomes.services import Said

WORK = {
    Work.NONE: _("Not in this craft"),
    Work.HOME: _("At home"),
    Work.EMPLOYED: _("In a workshop of somebody else"),
    Work.OWN: _("In a workshop of my own"),
}
YES_NO = (("yes", _("Yes")), ("no", _("No")))


def _yes_no(label: object) -> RadioField:
    return RadioField(label, [Required(_("Say yes or no."))], choices=options(YES_NO))


class FollowUpForm(Form):
    licence = _yes_no(_("Do you have a licence for home business or a workshop?"))
    cooperative = _yes_no(_("Are you in a cooperative?"))
    orders = _yes_no(_("Have you had orders for pieces of this craft?"))
    work = RadioField(
        _("Where do you work in the craft?"),
        [Required(_("Choose one."))],
        choices=options((one.value, words) for one, words in WORK.items()),
    )
    note = StringField(_("Anything else"), [Length(max=500)])

    def __init__(self, *args: Any, asked: FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, data=_of(asked), **kwargs)

    def said(self) -> Said:
        return Said(
            licence=self.licence.data == "yes",
            cooperative=self.cooperative.data == "yes",
            orders=self.orders.data == "yes",
            work=Work(self.work.data),
            note=self.note.data or "",
        )


def _of(asked: FollowUp) -> dict[str, Any]:
    if asked.answered_at is None:
        return {}
    told = {name: "yes" if getattr(asked, name) else "no" for name in ("licence", "cooperative")}
    work = asked.work.value if asked.work else None
    return told | {"orders": "yes" if asked.orders else "no", "work": work, "note": asked.note}
