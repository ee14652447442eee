"""What is taken along to an exhibition, and what came back of it."""

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField, ValidationError
from wtforms.validators import Length

from marketplace.core.clock import today
from marketplace.core.forms import DayField, Required
from marketplace.inventory.forms.store import ArriveForm, SendForm
from marketplace.inventory.services import LoanTerms
from marketplace.pardis.till.services.exhibiting import Plan


class LoadForm(SendForm):
    """The exhibition, and how many of each piece of a place go there."""

    name_fa = StringField(_("Name in Persian"), [Required(), Length(max=80)])
    name_en = StringField(_("Name in English"), [Required(), Length(max=80)])
    borrower = StringField(_("Who holds it"), [Required(), Length(max=120)])
    ends_on = DayField(_("Back on"), [Required()])
    courier = StringField(_("Carried by"), [Length(max=120)])
    handling = StringField(_("How to handle them"), [Length(max=300)])

    def validate_ends_on(self, field: Any) -> None:
        if isinstance(field.data, date) and field.data < today():
            raise ValidationError(gettext("Choose a day to come."))

    def plan(self) -> Plan:
        terms = LoanTerms(
            borrower=self.borrower.data,
            venue=self.name_fa.data,
            ends_on=self.ends_on.data,
            courier=self.courier.data or "",
            handling=self.handling.data or "",
        )
        return Plan({"fa": self.name_fa.data, "en": self.name_en.data}, terms)


class BackForm(ArriveForm):
    """What of each line came back, and why some are missing."""
