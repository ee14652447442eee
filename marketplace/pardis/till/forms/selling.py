"""What people at the counter type: sales, shifts, returns, prices. Sums are in toman."""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, Regexp
from wtforms.widgets import TextArea

from marketplace.core.clock import now
from marketplace.core.digits import to_latin
from marketplace.core.forms import (
    DayField,
    Form,
    ParsedField,
    Required,
    WholeNumberField,
    options,
    row_id,
    tidy,
)
from marketplace.core.money import Money
from marketplace.inventory.models import Condition, Location
from marketplace.inventory.queries import in_order
from marketplace.localisation.formats import format_number
from marketplace.localisation.languages import local_text
from marketplace.pardis.till.models import (
    CURRENCY,
    TOMAN,
    Banknote,
    CounterSale,
    DiscountRule,
    SettlementKind,
    Tender,
    Till,
)
from marketplace.pardis.till.services.returning import Back
from marketplace.pardis.till.services.settling import Decision
from marketplace.pardis.till.services.shifts import Count
from marketplace.pardis.till.services.slips import FORM, MOST_LINES, Paid, Slip, Wanted
from marketplace.pardis.till.words import BACK_IN, MONEY, SETTLEMENTS

MOST_TOMAN = 900_000_000
NAME = re.compile("[0-9a-f]{32}")
LINE = re.compile(r"(\S{1,40})(?:\s+[x×*]?\s*(\d{1,3}))?")


class TomanField(WholeNumberField):
    """Whole toman, as a Money in rial."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"most": MOST_TOMAN, **kwargs})

    def parse(self, text: str) -> Any:
        return Money(super().parse(text) * TOMAN, CURRENCY)

    def show(self, data: Money) -> str:
        return str(data.minor // TOMAN)


class GoodsField(ParsedField):
    """A code of a label in each line, with how many where it is not one; scanners write it so."""

    widget = TextArea()

    def parse(self, text: str) -> list[Wanted]:
        found: dict[str, int] = {}
        for line in filter(None, map(str.strip, text.splitlines())):
            read = LINE.fullmatch(to_latin(line))
            if read is None or read[2] == "0":
                raise ValueError(
                    gettext("Write one code in each line, like KHZ-SOF-0001 or KHZ-SOF-0001 2.")
                )
            found[read[1]] = found.get(read[1], 0) + int(read[2] or 1)
        if len(found) > MOST_LINES:
            raise ValueError(gettext("These are too many for one slip."))
        return [Wanted(sku, count) for sku, count in found.items()]

    def _value(self) -> str:
        """As it was typed: somebody may have mixed digits, and finds them again."""
        return str(tidy(str(self.raw_data[0]))) if self.raw_data else ""


class KeyForm(Form):
    """With a key, so that sending it twice does it once."""

    key = HiddenField(default=lambda: secrets.token_hex(16))

    @property
    def name(self) -> str:
        typed = str(self.key.data or "")
        return typed if NAME.fullmatch(typed) else secrets.token_hex(16)


class TillForm(Form):
    code = StringField(
        _("Code"),
        [
            Required(),
            Regexp("^[A-Z0-9]{1,8}$", message=_("Up to eight capital letters and digits.")),
        ],
    )
    name_fa = StringField(_("Name in Persian"), [Required(), Length(max=80)])
    name_en = StringField(_("Name in English"), [Required(), Length(max=80)])
    location_id = SelectField(_("Sells what lies in"), [Required()], coerce=row_id)

    def __init__(self, *args: Any, places: Sequence[Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.location_id.choices = options(
            (place.id, f"{'— ' * depth}{local_text(place.names)} · {place.code}")
            for place, depth in in_order(places)
        )


class FloatForm(Form):
    float = TomanField(_("Money in the drawer, in toman"), [Required()])


class DropForm(KeyForm):
    amount = TomanField(_("To the safe, in toman"), [Required()], least=1)
    note = StringField(_("Note"), [Optional(), Length(max=300)])


class CountForm(Form):
    coins = TomanField(_("Coins and small notes, in toman"), [Optional()])
    reason = StringField(_("Why it differs, if it does"), [Optional(), Length(max=300)])
    unsent = StringField(
        _("Why the shift closes without sales that have not come"), [Optional(), Length(max=300)]
    )
    device = HiddenField()
    last = HiddenField()
    notes: Sequence[int] = ()

    def count(self) -> Count:
        """What was counted; `device` and `last` are what the tablet of this page says of itself."""
        last = str(self.last.data or "")
        device = str(self.device.data or "")
        known = NAME.fullmatch(device) and re.fullmatch(r"\d{1,6}", last)
        return Count(
            notes={rial: self[name_of(rial)].data or 0 for rial in self.notes},
            coins=self.coins.data.minor // 100 if self.coins.data else 0,
            reason=self.reason.data or "",
            devices={device: int(last)} if known else {},
            unsent=self.unsent.data or "",
        )


def name_of(rial: int) -> str:
    return f"note_{rial}"


def count_form(banknotes: Sequence[Banknote], **given: Any) -> CountForm:
    """With a field for each note that passes as money."""
    notes = [note.rial for note in banknotes]
    fields = {
        name_of(rial): WholeNumberField(
            gettext("Notes of %(sum)s toman", sum=format_number(rial // 10)),
            [Optional()],
            most=100_000,
        )
        for rial in notes
    }
    form: CountForm = type("DrawerForm", (CountForm,), {**fields, "notes": notes})(**given)
    return form


class MoneyForm(KeyForm):
    """How money goes back, or what is more is paid."""

    tender = SelectField(_("How?"), [Required()], choices=options(MONEY.items()))
    reference = StringField(
        _("Reference of the terminal or transfer"), [Optional(), Length(max=60)]
    )


class SlipForm(KeyForm):
    """A sale that is typed, where the screen of the tablet cannot be used."""

    goods = GoodsField(_("Codes"), [Required()])
    discount = SelectField(_("Discount"), [Optional()])
    card = TomanField(_("By card terminal, in toman"), [Optional()], least=1)
    card_reference = StringField(_("Reference of the terminal"), [Optional(), Length(max=60)])
    transfer = TomanField(_("By transfer, in toman"), [Optional()], least=1)
    transfer_reference = StringField(_("Reference of the transfer"), [Optional(), Length(max=60)])

    def __init__(self, *args: Any, rules: Sequence[DiscountRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(rule.code, local_text(rule.names)) for rule in rules]
        self.discount.choices = options([("", gettext("None")), *named])

    def paid(self) -> list[Paid]:
        """What is not cash."""
        parts = (
            (Tender.CARD, self.card.data, self.card_reference.data),
            (Tender.TRANSFER, self.transfer.data, self.transfer_reference.data),
        )
        return [Paid(kind, amount, reference or "") for kind, amount, reference in parts if amount]

    def slip(self, shift: str) -> Slip:
        return Slip(
            key=self.name,
            device=FORM,
            number=0,
            shift=shift,
            sold_at=now(),
            lines=self.goods.data,
            paid=self.paid(),
            discount=self.discount.data or "",
            live=True,
        )


class ReturnForm(MoneyForm):
    """How many of each line come back, at which till, and what she takes instead, if anything."""

    till = SelectField(_("At which till?"), [Required()])

    condition = SelectField(_("They are now"), [Required()], choices=options(BACK_IN.items()))
    reason = StringField(_("Why"), [Required(_("Say why, in a few words.")), Length(max=300)])
    other = GoodsField(_("She takes instead: codes"), [Optional()])
    line_ids: Sequence[int] = ()

    def pieces(self) -> Mapping[int, int]:
        typed = {line_id: self[line_name(line_id)].data or 0 for line_id in self.line_ids}
        return {line_id: count for line_id, count in typed.items() if count}

    def back(self, shift: str) -> Back:
        other = None
        if self.other.data:
            key = self.name[::-1]
            other = Slip(key, FORM, 0, shift, now(), self.other.data, [], live=True)
        return Back(
            key=self.name,
            pieces=self.pieces(),
            condition=Condition(self.condition.data),
            reason=self.reason.data or "",
            tender=Tender(self.tender.data),
            reference=self.reference.data or "",
            other=other,
        )


def line_name(line_id: int) -> str:
    return f"line_{line_id}"


def return_form(sale: CounterSale, tills: Sequence[Till], **given: Any) -> ReturnForm:
    """With a field for each line of which something can come back; `tills` are those at which a
    shift is open, and the one that sold stands first where it is among them."""
    lines = [line for line in sale.lines if line.left]
    fields = {
        line_name(line.id): WholeNumberField(
            local_text(line.variant.product.titles), [Optional()], most=line.left
        )
        for line in lines
    }
    ids = [line.id for line in lines]
    form: ReturnForm = type("BackForm", (ReturnForm,), {**fields, "line_ids": ids})(**given)
    mine = sorted(tills, key=lambda till: till.id != sale.shift.till_id)
    form.till.choices = options((till.code, local_text(till.names)) for till in mine)
    return form


class SettleForm(MoneyForm):
    kind = SelectField(_("What happened?"), [Required()], choices=options(SETTLEMENTS.items()))
    sku = StringField(_("Code of the piece that was given"), [Optional(), Length(max=40)])
    note = TextAreaField(_("Note"), [Required(), Length(max=300)])

    def decision(self) -> Decision:
        return Decision(
            kind=SettlementKind(self.kind.data),
            note=self.note.data or "",
            tender=Tender(self.tender.data),
            reference=self.reference.data or "",
            sku=self.sku.data or "",
        )


class PriceForm(Form):
    sku = StringField(_("SKU"), [Required(), Length(max=40)])
    price = TomanField(_("Price at the counter, in toman"), [Required()], least=1_000)
    starts_on = DayField(_("Holds from"), [Required()])
