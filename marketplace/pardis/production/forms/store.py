"""Materials, what happens to them, and bills of materials."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, SelectField, StringField
from wtforms.form import Form as PlainForm
from wtforms.validators import Length, Optional, Regexp, ValidationError

from marketplace.core.forms import (
    DayField,
    DecimalNumberField,
    Form,
    MoneyField,
    Required,
    WholeNumberField,
    options,
    row_id,
)
from marketplace.localisation.languages import local_text
from marketplace.pardis.production import queries
from marketplace.pardis.production.calendar import today_in_tehran
from marketplace.pardis.production.forms.parts import OnceForm
from marketplace.pardis.production.models import (
    CURRENCY,
    Bill,
    Happening,
    Material,
    WorkOrder,
)
from marketplace.pardis.production.services.bills import Part, Step
from marketplace.pardis.production.words import HAPPENINGS, UNITS, whole_units

MOST = 100_000
ROWS, SPARE = 12, 2
NOTHING = ""


class MaterialForm(Form):
    code = StringField(
        _("Code"),
        [
            Required(),
            Length(max=20),
            Regexp("^[A-Z0-9-]+$", message=_("Capital letters, digits and hyphens, like WOOL-32.")),
        ],
    )
    name_fa = StringField(_("Name in Persian"), [Required(), Length(max=120)])
    name_en = StringField(_("Name in English"), [Required(), Length(max=120)])
    unit = SelectField(
        _("Counted in"),
        [Required()],
        choices=options((unit.value, name) for unit, (name, _factor) in UNITS.items()),
    )
    reorder_at = DecimalNumberField(_("Buy more below"), [Required()], most=MOST, places=3)

    def names(self) -> dict[str, str]:
        return {"fa": self.name_fa.data, "en": self.name_en.data}


class MovementForm(OnceForm):
    """It came in, or was spoiled in the store."""

    happening = SelectField(
        _("What happened?"),
        [Required()],
        choices=options(
            (one.value, HAPPENINGS[one]) for one in (Happening.RECEIVED, Happening.WASTED)
        ),
    )
    amount = DecimalNumberField(_("How much?"), [Required()], most=MOST, places=3)
    price = MoneyField(_("Price of one, in rial"), [Optional()], currency=CURRENCY)
    note = StringField(_("Why"), [Required(_("Say why, in a few words.")), Length(max=300)])


KIT = (Happening.ISSUED, Happening.USED, Happening.RETURNED, Happening.WASTED)


class KitForm(OnceForm):
    """What became of a material of an order's kit."""

    happening = SelectField(
        _("What happened?"),
        [Required()],
        choices=options((one.value, HAPPENINGS[one]) for one in KIT),
    )
    material = SelectField(_("Raw material"), [Required()], coerce=row_id)
    amount = DecimalNumberField(_("How much?"), [Required()], most=MOST, places=3)
    note = StringField(_("Note"), [Optional(), Length(max=300)])

    def __init__(self, *args: Any, order: WorkOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.material.choices = options(_named([line.material for line in order.kit]))


class PartForm(PlainForm):
    material = SelectField(_("Raw material"), [Optional()])
    amount = DecimalNumberField(_("For one piece"), [Optional()], most=MOST, places=3)
    scrap = DecimalNumberField(_("Scrap, %"), [Optional()], most=100, places=2)

    def validate_material(self, field: Any) -> None:
        if field.data and not self.amount.data and not self.amount.errors:
            raise ValidationError(gettext("Say how much of it goes into one piece."))


class StepForm(PlainForm):
    name_fa = StringField(_("Step in Persian"), [Optional(), Length(max=80)])
    name_en = StringField(_("Step in English"), [Optional(), Length(max=80)])
    minutes = WholeNumberField(_("Minutes"), [Optional()], least=1, most=100_000)

    def validate_name_fa(self, field: Any) -> None:
        if field.data and self.minutes.data is None:
            raise ValidationError(gettext("Say how many minutes this step takes."))

    validate_name_en = validate_name_fa

    def validate_minutes(self, field: Any) -> None:
        if field.data and not (self.name_fa.data or self.name_en.data):
            raise ValidationError(gettext("Name this step."))


class BillOfForm(Form):
    """Whose bill is to be written."""

    sku = StringField(_("SKU"), [Required(), Length(max=40)])


class BillForm(Form):
    """Materials and steps of one piece. Rows that name nothing are left out."""

    starts_on = DayField(_("Holds from"), [Required()])
    parts = FieldList(FormField(PartForm), max_entries=ROWS)
    steps = FieldList(FormField(StepForm), max_entries=ROWS)

    def __init__(self, *args: Any, bill: Bill | None = None, **kwargs: Any) -> None:
        super().__init__(*args, data=_of(bill), **kwargs)
        self.materials = {material.id: material for material in queries.materials()}
        known = _named(self.materials.values())
        for row in self.parts:
            row.material.choices = options(
                [(NOTHING, gettext("No material")), *((str(id), name) for id, name in known)]
            )

    def told_parts(self) -> list[Part]:
        """In whole units and basis points."""
        return [
            Part(
                int(row.material.data),
                whole_units(
                    self.materials[int(row.material.data)].unit, row.amount.data or Decimal()
                ),
                int((row.scrap.data or Decimal()) * 100),
            )
            for row in self.parts
            if row.material.data
        ]

    def told_steps(self) -> list[Step]:
        return [
            Step(
                {
                    "fa": row.name_fa.data or row.name_en.data,
                    "en": row.name_en.data or row.name_fa.data,
                },
                row.minutes.data,
            )
            for row in self.steps
            if row.minutes.data and (row.name_fa.data or row.name_en.data)
        ]


def _of(bill: Bill | None) -> dict[str, Any]:
    """The bill as it stands, with some rows more to fill in."""
    parts: list[dict[str, Any]] = [
        {
            "material": str(line.material_id),
            "amount": Decimal(line.quantity) / UNITS[line.material.unit][1],
            "scrap": Decimal(line.scrap_bp) / 100,
        }
        for line in (bill.lines if bill else ())
    ]
    steps: list[dict[str, Any]] = [
        {"name_fa": step.names.get("fa"), "name_en": step.names.get("en"), "minutes": step.minutes}
        for step in (bill.steps if bill else ())
    ]
    empty: list[dict[str, Any]] = [{}] * SPARE
    return {
        "starts_on": today_in_tehran(),
        "parts": (parts + empty)[:ROWS],
        "steps": (steps + empty)[:ROWS],
    }


def _named(materials: Iterable[Material]) -> Sequence[tuple[int, str]]:
    return [(one.id, f"{local_text(one.names)} ({UNITS[one.unit][0]})") for one in materials]
