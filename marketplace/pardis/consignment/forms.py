"""What staff write on notes, and do with pieces. Every act carries a key, so that it counts once."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from marketplace.core.calendars import TEHRAN
from marketplace.core.clock import now
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
from marketplace.inventory.forms import MOST, StockForm, place_choices
from marketplace.inventory.models import Condition, Location, StockItem
from marketplace.localisation.languages import local_text
from marketplace.pardis.consignment.models import Bearer, Note, NoteLine, PriceRule, Unsold
from marketplace.pardis.consignment.months import code_of, day_of
from marketplace.pardis.consignment.services.notes import Terms
from marketplace.pardis.consignment.words import COST_BEARERS, LIABILITIES, PRICE_RULES, UNSOLD

CURRENCIES = ("IRR", "EUR", "USD")
PERIOD = timedelta(days=90)
LEAST_SHARE, MOST_SHARE = 15, 35
"""What a centre usually keeps, in per cent."""


def _of(words: Any) -> list[SelectChoice]:
    return options((key.value, text) for key, text in words.items())


class NoteForm(Form):
    """The terms of a new note."""

    artisan_id = SelectField(_("Maker"), [Required()], coerce=row_id)
    currency = SelectField(_("Currency"), [Required()], choices=options((c, c) for c in CURRENCIES))
    price_rule = SelectField(_("What is agreed"), [Required()], choices=_of(PRICE_RULES))
    commission = DecimalNumberField(
        _("The centre keeps, in per cent"),
        [Required()],
        least=LEAST_SHARE,
        most=MOST_SHARE,
        places=2,
        default=Decimal(25),
        description=_("15 to 35"),
    )
    cost_rule = SelectField(
        _("What cards and transfers cost"), [Required()], choices=_of(COST_BEARERS)
    )
    liability = SelectField(
        _("What is lost or damaged here"), [Required()], choices=_of(LIABILITIES)
    )
    unsold = SelectField(_("If nobody buys them"), [Required()], choices=_of(UNSOLD))
    unsold_after_days = WholeNumberField(
        _("after so many days"), [Required()], least=1, most=1000, default=90
    )
    cheaper = DecimalNumberField(
        _("Cheaper by, in per cent"), least=0, most=90, places=2, default=Decimal(0)
    )
    ends_on = DayField(_("Kept until"), [Required()])

    def among(self, makers: Iterable[tuple[int, dict[str, str]]]) -> Self:
        self.artisan_id.choices = options((key, local_text(names)) for key, names in makers)
        return self

    def validate_ends_on(self, field: DayField) -> None:
        if field.data and field.data <= now().astimezone(TEHRAN).date():
            raise ValidationError(gettext("Choose a day to come."))

    def terms(self) -> Terms:
        return Terms(
            currency=self.currency.data,
            price_rule=PriceRule(self.price_rule.data),
            commission_bp=int(self.commission.data * 100),
            cost_rule=Bearer(self.cost_rule.data),
            liability=Bearer(self.liability.data),
            unsold=Unsold(self.unsold.data),
            unsold_after_days=self.unsold_after_days.data,
            cheaper_bp=int((self.cheaper.data or 0) * 100),
            ends_on=self.ends_on.data,
        )


class LineForm(Form):
    """So many of one kind of piece, named by its SKU."""

    sku = StringField(_("SKU"), [Required(), Length(max=40)])
    quantity = WholeNumberField(_("How many?"), [Required()], least=1, most=MOST)
    price = MoneyField(_("Price or minimum, each"), [Required()], least="0.01")
    remark = StringField(_("Condition, marks"), [Length(max=300)])

    def in_currency(self, currency: str) -> Self:
        self.price.keep_in(currency, "0.01")
        return self


class OfNoteForm(StockForm):
    note = StringField(_("Remark"), [Length(max=300)])


class ComeForm(OfNoteForm):
    """Pieces of a line have come."""

    line_id = SelectField(_("Piece"), [Required()], coerce=row_id)
    location_id = SelectField(_("Place"), [Required()], coerce=row_id)
    condition = SelectField(
        _("They are"),
        [Required()],
        choices=options(
            [
                (Condition.SELLABLE.value, _("For sale")),
                (Condition.DISPLAY.value, _("On show")),
                (Condition.INSPECT.value, _("To be inspected")),
            ]
        ),
    )

    def choose_from(self, lines: Sequence[NoteLine], places: Sequence[Location]) -> Self:
        self.line_id.choices = options((line.id, _title(line.variant)) for line in lines)
        self.location_id.choices = place_choices(places)
        return self


class ShelfForm(OfNoteForm):
    """Pieces leave a shelf."""

    stock_item_id = SelectField(_("From"), [Required()], coerce=row_id)

    def choose_from(self, shelves: Sequence[StockItem]) -> Self:
        self.stock_item_id.choices = options((item.id, _lying(item)) for item in shelves)
        return self


class SellForm(ShelfForm):
    price = MoneyField(_("Sold for, each"), [Required()], least="0.01")
    cost = MoneyField(_("What taking the money cost, each"))

    def in_currency(self, note: Note) -> Self:
        self.price.keep_in(note.currency, "0.01")
        self.cost.keep_in(note.currency)
        return self


class SettleForm(Form):
    """A month that has ended."""

    month = SelectField(_("Month"), [Required()])

    def choose_from(self, months: Sequence[date], words: Any) -> Self:
        self.month.choices = options((code_of(day), words(day)) for day in months)
        return self

    def day(self) -> date:
        return day_of(self.month.data)


def _title(variant: Any) -> str:
    return f"{variant.sku} · {local_text(variant.product.titles)}"


def _lying(item: StockItem) -> str:
    """What a shelf is called among others."""
    return f"{item.variant.sku} · {local_text(item.location.names)} ({item.on_hand})"
