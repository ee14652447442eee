"""What the store's people say when they send, receive, lend, write off and count."""

import re
import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    MultipleFileField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import Length

from marketplace.accounts.models import User
from marketplace.core.clock import today
from marketplace.core.forms import (
    DayField,
    Form,
    MoneyField,
    Required,
    WholeNumberField,
    options,
    row_id,
)
from marketplace.inventory.forms.shelves import MOST, StockForm, place_choices
from marketplace.inventory.models import CountReason, Location, StockItem, Transfer
from marketplace.inventory.services import Came, LoanTerms
from marketplace.inventory.services.movements import Cause

REASONS = {
    CountReason.BROKEN: _("Broken"),
    CountReason.UNBOOKED_SALE: _("Sold and not booked"),
    CountReason.UNBOOKED_ARRIVAL: _("Came and was not booked"),
    CountReason.MISPLACED: _("Lies elsewhere"),
    CountReason.UNKNOWN: _("Nobody knows"),
}
LONGEST_LIST = 200


class _Plain(Form):
    """Fields inside another form."""

    class Meta(Form.Meta):
        csrf = False


class TakenForm(_Plain):
    item_id = HiddenField(filters=[])
    quantity = WholeNumberField(_("How many?"), least=0, most=MOST, default=0)


class CameForm(_Plain):
    line_id = HiddenField()
    pieces = WholeNumberField(_("Came"), [Required()], least=0, most=MOST)
    damaged = WholeNumberField(_("Of these damaged"), least=0, most=MOST, default=0)
    reason = StringField(_("Why fewer?"), [Length(max=300)])


class SendForm(Form):
    """Pieces of one place, chosen from a list."""

    note = StringField(_("Remark"), [Length(max=300)])
    key = HiddenField(default=lambda: secrets.token_hex(16))
    lines = FieldList(FormField(TakenForm), max_entries=LONGEST_LIST)

    def listing(self, items: Sequence[StockItem]) -> Self:
        """A line for each of the items, where nothing was sent yet."""
        if not self.lines.entries:
            for item in items:
                self.lines.append_entry({"item_id": item.id, "quantity": 0})
        return self

    def wants(self) -> dict[int, int]:
        """Pieces by stock item; ValueError for what is no row's number."""
        return {
            row_id(line.item_id.data): line.quantity.data
            for line in self.lines
            if line.quantity.data
        }

    def cause(self, by: User) -> Cause:
        key = str(self.key.data or "")
        if not re.fullmatch(r"[0-9a-f]{32}", key):
            key = secrets.token_hex(16)
        return Cause(f"form:{key}", by, str(self.note.data or ""))


class MoveOnForm(SendForm):
    location_id = SelectField(_("To"), [Required()], coerce=row_id)

    def choose_from(self, places: Sequence[Location]) -> Self:
        self.location_id.choices = place_choices(places)
        return self


class LendForm(SendForm):
    borrower = StringField(_("Borrower"), [Required(), Length(max=120)])
    venue = StringField(_("Exhibition and place"), [Required(), Length(max=120)])
    ends_on = DayField(_("Back on"), [Required()])
    insured = MoneyField(_("Insured for"))
    courier = StringField(_("Carried by"), [Length(max=120)])
    handling = StringField(_("How to handle them"), [Length(max=300)])

    def validate_ends_on(self, field: Any) -> None:
        if isinstance(field.data, date) and field.data < today():
            raise ValidationError(gettext("Choose a day to come."))

    def terms(self) -> LoanTerms:
        return LoanTerms(
            borrower=self.borrower.data,
            venue=self.venue.data,
            ends_on=self.ends_on.data,
            insured=self.insured.data,
            courier=self.courier.data or "",
            handling=self.handling.data or "",
        )


class ArriveForm(Form):
    """What of each line came."""

    lines = FieldList(FormField(CameForm), max_entries=LONGEST_LIST)

    def listing(self, transfer: Transfer) -> Self:
        if not self.lines.entries:
            for line in transfer.lines:
                self.lines.append_entry({"line_id": line.id, "pieces": None, "damaged": 0})
        return self

    def came(self) -> dict[int, Came]:
        return {
            row_id(line.line_id.data): Came(
                line.pieces.data, line.damaged.data or 0, line.reason.data or ""
            )
            for line in self.lines
        }


class PicturesForm(Form):
    photos = MultipleFileField(_("Photographs of their condition"))


class WriteOffForm(StockForm):
    """So many pieces, and why they should go."""


class BeginCountForm(Form):
    location_id = SelectField(_("What is counted?"), [Required()], coerce=row_id)

    def choose_from(self, places: Sequence[Location]) -> Self:
        self.location_id.choices = place_choices(places)
        return self


class CountForm(Form):
    """How many somebody sees; `seen` is the version of the line she counts over."""

    counted = WholeNumberField(_("How many do you see?"), [Required()], least=0, most=MOST)
    seen = HiddenField()

    def version(self) -> int:
        text = str(self.seen.data or "")
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1


class FoundForm(Form):
    sku = StringField(_("SKU"), [Required(), Length(max=40)])


class ReasonForm(Form):
    reason = SelectField(
        _("Why?"), [Required()], choices=options((k.value, words) for k, words in REASONS.items())
    )
    remark = StringField(_("Remark"), [Length(max=300)])


class LeastForm(Form):
    """How few pieces may be left; nothing ends the watching."""

    least = WholeNumberField(_("Order more below"), least=0, most=MOST, default=0)
