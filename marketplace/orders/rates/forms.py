"""What staff type about a way of sending: its terms, and a table of prices by weight and zone."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, StringField
from wtforms.validators import Length, Optional, Regexp, ValidationError

from marketplace.core.differences import VersionedForm
from marketplace.core.forms import (
    DayField,
    DecimalNumberField,
    Form,
    MoneyField,
    Required,
    WholeNumberField,
)
from marketplace.core.money import Money
from marketplace.orders.models import DeliveryService
from marketplace.orders.rates.queries import currency_of, prices_of
from marketplace.orders.rates.services import Terms
from marketplace.orders.rates.words import zone_name

KILOGRAM = 1000
CUBIC_CM = 1000  # in cubic millimetres
SPARE_ROWS, MOST_ROWS = 3, 60
TRACKING = r"https://[^\s{}]+\{number\}[^\s{}]*"


class StepForm(Form):
    """The prices of parcels up to a weight; one more field for each zone (`zone_<code>`)."""

    class Meta(Form.Meta):
        csrf = False

    zones: Sequence[str] = ()

    up_to = DecimalNumberField(
        _("Up to, kg"), [Optional()], least=Decimal("0.001"), most=1000, places=3
    )

    @property
    def cells(self) -> list[MoneyField]:
        return [self[field_of(zone)] for zone in self.zones]

    @property
    def prices(self) -> dict[str, Money]:
        said = {zone: self[field_of(zone)].data for zone in self.zones}
        return {zone: price for zone, price in said.items() if price is not None}

    @property
    def grams(self) -> int:
        return int(self.up_to.data * KILOGRAM)

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if good and self.prices and self.up_to.data is None:
            self.refuse("up_to", gettext("Up to which weight? Type it in kilograms, like 2.5."))
        elif good and self.up_to.data is not None and not self.prices:
            self.refuse("up_to", gettext("Type a price for it, or clear the weight."))
        return good and not self.errors


class TermsForm(VersionedForm):
    """A version of a way of sending. `version` is the id of the newest its writer had before her."""

    starts_on = DayField(_("From"), [Required()])
    name_en = StringField(_("Name in English"), [Required(), Length(max=80)])
    name_fa = StringField(_("Name in Persian"), [Required(), Length(max=80)])
    carrier = StringField(_("Carrier"), [Required(), Length(max=60)])
    tracking_url = StringField(
        _("Address for following a parcel"),
        [
            Optional(),
            Length(max=200),
            Regexp(
                f"^{TRACKING}$",
                message=_("An https address with {number} in it, or leave it empty."),
            ),
        ],
    )
    days_min = WholeNumberField(_("Working days, at least"), [Required()], least=0, most=200)
    days_max = WholeNumberField(_("Working days, at most"), [Required()], least=1, most=200)
    cubic_cm = WholeNumberField(
        _("Cubic centimetres that count as one kilogram"), [Required()], least=0, most=100_000
    )
    source = StringField(_("What was decided, and where"), [Required(), Length(max=200)])

    steps: FieldList

    def validate_days_max(self, field: WholeNumberField) -> None:
        if None not in (field.data, self.days_min.data) and field.data < self.days_min.data:
            raise ValidationError(gettext("This is less than the least number of days."))

    def validate_steps(self, field: FieldList) -> None:
        if field.errors:
            return
        rows = sorted(self._said(), key=lambda row: row.grams)
        if not rows:
            raise ValidationError(gettext("Type at least one weight with a price."))
        for lighter, row in zip(rows, rows[1:], strict=False):
            if lighter.grams == row.grams:
                row.refuse("up_to", gettext("This weight stands in another row already."))
        _refuse_falling(rows)
        errors = [entry.errors for entry in field.entries]
        field.errors = errors if any(errors) else []

    def terms(self) -> Terms:
        return Terms(
            starts_on=self.starts_on.data,
            names={"en": self.name_en.data, "fa": self.name_fa.data},
            carrier=self.carrier.data,
            tracking_url=self.tracking_url.data or "",
            days_min=self.days_min.data,
            days_max=self.days_max.data,
            volume_divisor=self.cubic_cm.data * CUBIC_CM,
            source=self.source.data,
            prices={
                (zone, row.grams): price
                for row in self._said()
                for zone, price in row.prices.items()
            },
        )

    def _said(self) -> list[StepForm]:
        return [entry.form for entry in self.steps if entry.form.up_to.data is not None]


class NewForm(TermsForm):
    """A way of sending that there was not."""

    code = StringField(
        _("Code"),
        [
            Required(),
            Length(max=20),
            Regexp("^[a-z0-9-]+$", message=_("Small letters and digits, like post or courier.")),
        ],
    )


class EndForm(Form):
    ends_on = DayField(_("Last offered on the day before"), [Required()])


def terms_form(zones: Sequence[str], newest: DeliveryService) -> TermsForm:
    """For the next version of a way of sending, filled with what holds until then."""
    kind = _with_prices(TermsForm, _all_zones(zones, newest), currency_of(newest), newest)
    return _labelled(kind(data=_of(newest)))


def new_form(zones: Sequence[str], currency: str) -> TermsForm:
    return _labelled(_with_prices(NewForm, zones, currency, None)())


def field_of(zone: str) -> str:
    return f"zone_{zone}"


def _with_prices(
    base: type[TermsForm], zones: Sequence[str], currency: str, newest: DeliveryService | None
) -> type[TermsForm]:
    cells: dict[str, Any] = {
        field_of(zone): MoneyField(zone_name(zone), [Optional()], currency=currency)
        for zone in zones
    }
    row: type[StepForm] = type("Row", (StepForm,), {"zones": tuple(zones), **cells})
    rows = len(prices_of(newest)) if newest else SPARE_ROWS
    steps = FieldList(
        FormField(row), _("Prices"), min_entries=rows + SPARE_ROWS, max_entries=MOST_ROWS
    )
    made: type[TermsForm] = type("Priced", (base,), {"steps": steps})
    return made


def _all_zones(zones: Sequence[str], newest: DeliveryService) -> list[str]:
    """Also those that only an older price knows."""
    return list(dict.fromkeys([*zones, *sorted(rate.zone for rate in newest.rates)]))


def _labelled(form: TermsForm) -> TermsForm:
    """Each field of the table says in which row it stands."""
    for number, entry in enumerate(form.steps, 1):
        for cell in (entry.form.up_to, *entry.form.cells):
            words = cell.label.text
            cell.label.text = gettext("%(what)s, row %(number)s", what=words, number=number)
    return form


def _of(newest: DeliveryService) -> dict[str, Any]:
    return {
        "version": newest.id,
        "name_en": newest.names.get("en"),
        "name_fa": newest.names.get("fa"),
        "cubic_cm": newest.volume_divisor // CUBIC_CM,
        **{name: getattr(newest, name) for name in ("carrier", "tracking_url")},
        **{name: getattr(newest, name) for name in ("days_min", "days_max")},
        "steps": [
            {"up_to": _kilograms(grams)} | {field_of(zone): price for zone, price in row.items()}
            for grams, row in sorted(prices_of(newest).items())
        ],
    }


def _kilograms(grams: int) -> Decimal:
    """2.5, and 2 without decimals."""
    kilograms = Decimal(grams) / KILOGRAM
    return kilograms.quantize(Decimal(1)) if kilograms == int(kilograms) else kilograms.normalize()


def _refuse_falling(rows: Sequence[StepForm]) -> None:
    """A heavier parcel for less money is a slip of the pen."""
    most: dict[str, int] = {}
    for row in rows:
        for zone, price in row.prices.items():
            if price.minor < most.get(zone, 0):
                row.refuse(field_of(zone), gettext("Less than a lighter parcel costs."))
            most[zone] = max(price.minor, most.get(zone, 0))
