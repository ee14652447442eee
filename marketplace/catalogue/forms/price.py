"""Fourth screen: price, how many there are, and other sizes or colours of the same piece."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Self

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from marketplace.catalogue.content import MOST_VARIANTS, Content, VariantEntry
from marketplace.catalogue.forms.parts import MOST_GRAMS, RowForm, StepForm, merged, shown, texts
from marketplace.core.forms import DecimalNumberField, WholeNumberField
from marketplace.core.money import Money

FROM_STOCK, TO_ORDER = "stock", "order"
PRICE: dict[str, Any] = {"least": Decimal("0.01"), "most": 10_000_000, "places": 2}
COUNT: dict[str, Any] = {"most": 9_999}
HEAVY: dict[str, Any] = {"least": 1, "most": MOST_GRAMS}


class VariantForm(RowForm):
    key = HiddenField()
    name_fa = StringField(_("Size or colour, in Persian"), [Length(max=80)])
    name_en = StringField(_("Size or colour, in English"), [Length(max=80)])
    price = DecimalNumberField(_("Price"), **PRICE)
    ready = WholeNumberField(_("Pieces ready"), **COUNT)
    net_grams = WholeNumberField(_("Weight (grams)"), **HEAVY)
    packed_grams = WholeNumberField(_("Weight when packed (grams)"), **HEAVY)
    remove = BooleanField(_("Take out"))


class PriceForm(StepForm):
    price = DecimalNumberField(_("Price"), **PRICE)
    made = RadioField(
        _("How can it be had?"),
        choices=[
            SelectChoice(FROM_STOCK, _("I sell what I have")),
            SelectChoice(TO_ORDER, _("I also make it when it is ordered")),
        ],
        default=FROM_STOCK,
    )
    ready = WholeNumberField(_("How many are ready?"), **COUNT)
    lead_time_days = WholeNumberField(_("Days to make one"), least=1, most=365)
    variant_name_fa = StringField(_("Size or colour of this one, in Persian"), [Length(max=80)])
    variant_name_en = StringField(_("Size or colour of this one, in English"), [Length(max=80)])
    more = FieldList(FormField(VariantForm), max_entries=MOST_VARIANTS)

    @classmethod
    def of(cls, content: Content) -> Self:
        first = content.first
        made = TO_ORDER if content.made_to_order else FROM_STOCK
        rows = [_row(content, entry) for entry in content.variants[1:]]
        if len(rows) < MOST_VARIANTS - 1:
            rows.append({})
        data: dict[str, Any] = {
            "price": _amount(content, first),
            "made": made,
            "ready": first.ready,
            "lead_time_days": content.lead_time_days,
            "more": rows,
        }
        return cls(data=data | shown(variant_name=first.names))

    def apply(self, content: Content) -> Content:
        first = replace(
            content.first,
            price_minor=_minor(self.price.data, content.currency),
            ready=self.ready.data,
            names=merged(
                content.first.names, texts(fa=self.variant_name_fa, en=self.variant_name_en)
            ),
        )
        return replace(
            content,
            made_to_order=self.made.data == TO_ORDER,
            lead_time_days=self.lead_time_days.data,
            variants=(first, *self._others(content)),
        )

    def _others(self, content: Content) -> list[VariantEntry]:
        """The rows that say something; a row without a key is new, and gets one when saved."""
        known = {entry.key: entry for entry in content.variants[1:]}
        rows = []
        for row in self.more:
            names = texts(fa=row.name_fa, en=row.name_en)
            if row.remove.data or not (names or row.price.data):
                continue
            entry = known.pop(row.key.data or "", VariantEntry(key=""))
            rows.append(
                replace(
                    entry,
                    names=merged(entry.names, names),
                    price_minor=_minor(row.price.data, content.currency),
                    ready=row.ready.data,
                    net_grams=row.net_grams.data,
                    packed_grams=row.packed_grams.data,
                )
            )
        return rows[: MOST_VARIANTS - 1]


def _row(content: Content, entry: VariantEntry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "price": _amount(content, entry),
        "ready": entry.ready,
        "net_grams": entry.net_grams,
        "packed_grams": entry.packed_grams,
    } | shown(name=entry.names)


def _amount(content: Content, entry: VariantEntry) -> Decimal | None:
    price = content.price_of(entry)
    if price is None:
        return None
    amount = price.decimal
    return amount if amount % 1 else amount.quantize(Decimal(1))


def _minor(amount: Decimal | None, currency: str) -> int | None:
    return None if amount is None else Money.of(amount, currency).minor
