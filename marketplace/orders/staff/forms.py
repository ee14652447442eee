"""What the back office may type about an order."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from marketplace.core.forms import DecimalNumberField, Form, Required, WholeNumberField
from marketplace.orders.fulfilment.packing import Packing
from marketplace.orders.fulfilment.sending import Handover
from marketplace.orders.holding import Finding

PACKAGES = [
    SelectChoice("CT", _l("Carton")),
    SelectChoice("BX", _l("Box")),
    SelectChoice("CS", _l("Case")),
    SelectChoice("RO", _l("Roll")),
    SelectChoice("TU", _l("Tube")),
    SelectChoice("BG", _l("Bag")),
    SelectChoice("PX", _l("Pallet")),
]
CM = Decimal("0.1")


class ReasonForm(Form):
    reason = TextAreaField(_l("Reason, as the buyer will read it"), [Required(), Length(max=300)])


class ProposeForm(Form):
    lists = StringField(_l("Lists that were read, and of which day"), [Required(), Length(max=300)])
    reason = TextAreaField(_l("What you found, and why it may go"), [Required(), Length(max=1000)])

    def finding(self) -> Finding:
        return Finding(self.lists.data, self.reason.data)


class ReleaseForm(Form):
    reason = TextAreaField(_l("Why you agree"), [Required(), Length(max=1000)])


class MessageForm(Form):
    text = TextAreaField(_l("Your answer to the buyer"), [Required(), Length(max=2000)])


class ShipForm(Form):
    carrier = StringField(_l("Carrier"), [Required(), Length(max=60)])
    tracking_number = StringField(_l("Tracking number"), [Optional(), Length(max=60)])

    def handover(self) -> Handover:
        return Handover(self.carrier.data, self.tracking_number.data or "")


class PaperForm(Form):
    """A paper is there as a file, or by its number, or both."""

    reference = StringField(_l("Number of the paper"), [Optional(), Length(max=120)])
    file = FileField(_l("Scan or photograph"), [Optional()])


class PackForm(Form):
    """One field for the pieces of each line comes on top: `line-<id>`."""

    position = WholeNumberField(_l("Parcel"), [InputRequired()], least=1, most=999)
    package_kind = SelectField(_l("Kind of package"), [Required()], choices=PACKAGES)
    gross = DecimalNumberField(
        _l("Weight of the packed parcel"), [Required()], least=Decimal("0.001"), most=1000, places=3
    )
    length = DecimalNumberField(_l("Length"), [Required()], least=1, most=600, places=1)
    width = DecimalNumberField(_l("Width"), [Required()], least=1, most=600, places=1)
    height = DecimalNumberField(_l("Height"), [Required()], least=1, most=600, places=1)

    def packing(self, line_ids: Any) -> Packing:
        return Packing(
            position=self.position.data,
            quantities={line_id: self[line_field(line_id)].data or 0 for line_id in line_ids},
            package_kind=self.package_kind.data,
            gross_grams=int(self.gross.data * 1000),
            length_mm=int(self.length.data / CM),
            width_mm=int(self.width.data / CM),
            height_mm=int(self.height.data / CM),
        )


def line_field(line_id: int) -> str:
    return f"line-{line_id}"


def pack_form(labels: Mapping[int, str], left: Mapping[int, int], position: int) -> PackForm:
    """A form with a field for each line that still has pieces to pack, filled with all of them."""
    fields = {
        line_field(line_id): WholeNumberField(label, [Optional()], least=0, most=100_000)
        for line_id, label in labels.items()
    }
    bound: PackForm = type("PackFormOfOrder", (PackForm,), fields)(
        data={"position": position} | {line_field(line): pieces for line, pieces in left.items()}
    )
    return bound
