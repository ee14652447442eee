"""What is to be made, by whom, and what was handed in."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from marketplace.core.forms import DayField, Form, Required, WholeNumberField, options, row_id
from marketplace.localisation.formats import format_day, format_number
from marketplace.localisation.languages import local_text
from marketplace.pardis.production import queries
from marketplace.pardis.production.models import OfferState, Purpose, WorkOrder
from marketplace.pardis.production.queries.sharing import Turn
from marketplace.pardis.production.words import PURPOSES
from marketplace.pardis.training.models import Group


class OrderForm(Form):
    """What is to be made, of the pieces that have a bill."""

    sku = SelectField(_("Piece"), [Required()])
    purpose = SelectField(_("What for"), [Required()], choices=options(PURPOSES.items()))
    order_number = StringField(_("Number of the order"), [Length(max=40)])
    group = SelectField(_("Training group"), default="")
    quantity = WholeNumberField(_("How many?"), [Required()], least=1, most=10_000)
    due_on = DayField(_("Due on"), [Required()])
    note = StringField(_("Note for the makers"), [Optional(), Length(max=300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        variants = [bill.variant for bill in queries.bills()]
        self.sku.choices = options(
            (one.sku, f"{local_text(one.product.titles)} · {one.sku}") for one in variants
        )

        self.group.choices = options(
            [
                ("", gettext("No group")),
                *((one.number, _named(one)) for one in queries.training_groups()),
            ]
        )

    def validate_group(self, field: Any) -> None:
        if self.purpose.data == Purpose.TRAINING and not field.data:
            raise ValidationError(gettext("Say which group makes them."))

    def validate_order_number(self, field: Any) -> None:
        if self.purpose.data == Purpose.ORDER and not field.data:
            raise ValidationError(gettext("Write the number of the order, like SFD-2026-00042."))


class OfferForm(Form):
    """Who is asked for how many. The turn stands beside each name."""

    artisan = SelectField(_("Maker"), [Required()], coerce=row_id)
    pieces = WholeNumberField(_("How many pieces?"), [Required()], least=1, most=10_000)
    chosen = StringField(_("Why not whose turn it is"), [Optional(), Length(max=300)])

    def __init__(self, *args: Any, turns: Sequence[Turn] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.artisan.choices = options((turn.artisan.id, _turn_text(turn)) for turn in turns)


class HandInForm(Form):
    offer_id = SelectField(_("Maker"), [Required()], coerce=row_id)
    pieces = WholeNumberField(_("How many pieces?"), [Required()], least=1, most=10_000)

    def __init__(self, *args: Any, order: WorkOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_id.choices = options(shares_of(order))


class NoteForm(Form):
    text = TextAreaField(_("Note"), [Required(), Length(max=500)])


class CancelForm(Form):
    reason = StringField(_("Reason"), [Required(), Length(max=300)])


class DeclineForm(Form):
    reason = StringField(_("Why not?"), [Required(_("Say why, in a few words.")), Length(max=300)])


def _named(group: Group) -> str:
    return f"{local_text(group.course.names)} · {group.number}"


def shares_of(order: WorkOrder) -> list[tuple[int, str]]:
    """The shares that were taken, by the names of their makers."""
    taken = [one for one in order.offers if one.state is OfferState.ACCEPTED]
    return [(one.id, str(local_text(one.artisan.names))) for one in taken]


def _turn_text(turn: Turn) -> str:
    done = (
        gettext("done by %(day)s", day=format_day(turn.promised_on))
        if turn.promised_on
        else gettext("no time within a year")
    )
    return f"{format_number(turn.rank)}. {turn.name} · {done}"
