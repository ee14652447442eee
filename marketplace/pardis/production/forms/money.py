"""Rates, advances, and runs."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from marketplace.cooperatives.models import Cooperative
from marketplace.core.forms import (
    DayField,
    DecimalNumberField,
    Form,
    MoneyField,
    Required,
    options,
    row_id,
)
from marketplace.localisation.languages import local_text
from marketplace.pardis.production import queries
from marketplace.pardis.production.forms.orders import shares_of
from marketplace.pardis.production.forms.parts import OnceForm
from marketplace.pardis.production.models import CURRENCY, WorkOrder
from marketplace.pardis.production.words import GRADES, UNITS

MONEY = ""


class RateForm(Form):
    sku = SelectField(_("Piece"), [Required()])
    grade = SelectField(_("Grade"), [Required()], choices=options(GRADES.items()))
    rate = MoneyField(_("Rate, in rial"), [Required()], currency=CURRENCY)
    starts_on = DayField(_("Holds from"), [Required()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        variants = [bill.variant for bill in queries.bills()]
        self.sku.choices = options(
            (one.sku, f"{local_text(one.product.titles)} · {one.sku}") for one in variants
        )


class AdvanceForm(OnceForm):
    """Money on a share of an order, or so much of a material on credit."""

    offer_id = SelectField(_("Maker"), [Required()], coerce=row_id)
    material = SelectField(_("Money or material"), [Optional()])
    amount = DecimalNumberField(_("How much?"), [Required()], least=0, most=10**10, places=3)
    note = StringField(_("Note"), [Optional(), Length(max=300)])

    def __init__(self, *args: Any, order: WorkOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_id.choices = options(shares_of(order))
        materials = [
            (str(one.id), f"{local_text(one.names)} ({UNITS[one.unit][0]})")
            for one in queries.materials()
        ]
        self.material.flags.required = True
        self.material.choices = options([(MONEY, gettext("Money, in rial")), *materials])


class RunForm(Form):
    """Wages of one cooperative's pieces, of all that was graded until a day."""

    cooperative_id = SelectField(_("Cooperative"), [Required()], coerce=row_id)
    until = DayField(_("Graded until"), [Required()])

    def __init__(self, *args: Any, among: Sequence[Cooperative], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cooperative_id.choices = options((one.id, local_text(one.names)) for one in among)
