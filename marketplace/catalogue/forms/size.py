"""Third screen: size, materials and weight."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, StringField
from wtforms.validators import Length

from marketplace.catalogue.content import Content, MaterialEntry
from marketplace.catalogue.forms.parts import (
    MOST_GRAMS,
    MOST_MM,
    RowForm,
    StepForm,
    centimetres,
    merged,
    millimetres,
    shown,
    texts,
)
from marketplace.core.forms import DecimalNumberField, WholeNumberField

ROWS = 4
LONG: dict[str, Any] = {"least": Decimal("0.1"), "most": MOST_MM // 10, "places": 1}
HEAVY: dict[str, Any] = {"least": 1, "most": MOST_GRAMS}


class MaterialForm(RowForm):
    name_fa = StringField(_("Material, in Persian"), [Length(max=80)])
    name_en = StringField(_("Material, in English"), [Length(max=80)])
    percent = WholeNumberField(_("Percent"), least=1, most=100)


class SizeForm(StepForm):
    length = DecimalNumberField(_("Length (cm)"), **LONG)
    width = DecimalNumberField(_("Width (cm)"), **LONG)
    height = DecimalNumberField(_("Height (cm)"), **LONG)
    materials = FieldList(FormField(MaterialForm), min_entries=ROWS, max_entries=8)
    net_grams = WholeNumberField(_("Weight (grams)"), **HEAVY)
    packed_grams = WholeNumberField(_("Weight when packed (grams)"), **HEAVY)
    packed_length = DecimalNumberField(_("Length of the parcel (cm)"), **LONG)
    packed_width = DecimalNumberField(_("Width of the parcel (cm)"), **LONG)
    packed_height = DecimalNumberField(_("Height of the parcel (cm)"), **LONG)

    @classmethod
    def of(cls, content: Content) -> Self:
        first = content.first
        data: dict[str, Any] = {
            "length": centimetres(content.length_mm),
            "width": centimetres(content.width_mm),
            "height": centimetres(content.height_mm),
            "net_grams": first.net_grams,
            "packed_grams": first.packed_grams,
            "packed_length": centimetres(first.packed_length_mm),
            "packed_width": centimetres(first.packed_width_mm),
            "packed_height": centimetres(first.packed_height_mm),
            "materials": [
                {"percent": material.percent} | shown(name=material.names)
                for material in content.materials
            ],
        }
        return cls(data=data)

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        net, packed = self.net_grams.data, self.packed_grams.data
        if good and net and packed and packed < net:
            message = gettext("Packed, it cannot weigh less than the piece alone.")
            self.refuse("packed_grams", message)
            good = False
        return good

    def apply(self, content: Content) -> Content:
        first = replace(
            content.first,
            net_grams=self.net_grams.data,
            packed_grams=self.packed_grams.data,
            packed_length_mm=millimetres(self.packed_length.data),
            packed_width_mm=millimetres(self.packed_width.data),
            packed_height_mm=millimetres(self.packed_height.data),
        )
        return replace(
            content,
            length_mm=millimetres(self.length.data),
            width_mm=millimetres(self.width.data),
            height_mm=millimetres(self.height.data),
            materials=self._materials(content),
            variants=(first, *content.variants[1:]),
        )

    def _materials(self, content: Content) -> tuple[MaterialEntry, ...]:
        """Rows with a name; a single material needs no share to be the whole."""
        rows = []
        for number, row in enumerate(self.materials):
            known = content.materials[number].names if number < len(content.materials) else {}
            names = texts(fa=row.name_fa, en=row.name_en)
            if names:
                rows.append(MaterialEntry(merged(known, names), row.percent.data))
        if len(rows) == 1 and rows[0].percent is None:
            rows = [replace(rows[0], percent=100)]
        return tuple(rows)
