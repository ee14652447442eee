"""What a treasurer types off the bank's statement."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from marketplace.core.clock import today
from marketplace.core.digits import to_latin
from marketplace.core.forms import DayField, Form, MoneyField, Required
from marketplace.core.money import Money

_SHORT = Length(max=60, message=_("Keep this under 60 characters."))


def latin(text: Any) -> Any:
    return to_latin(text) if isinstance(text, str) else text


class ReceiptForm(Form):
    """One line of a statement, for a payment in a currency."""

    amount = MoneyField(_("Amount that arrived"), [Required()], least="0.01")
    external_id = StringField(
        _("The bank's number of the transfer"),
        [Required(_("Type the number the statement gives, like 2026-11-24/0042.")), _SHORT],
        filters=[latin],
        description=_("It makes sure that one transfer is recorded once."),
    )
    value_date = DayField(_("Value date"), [Required()])
    sender = StringField(
        _("Sender"),
        [Required(), Length(max=200, message=_("Keep this under 200 characters."))],
    )
    note = StringField(_("Note"), [Length(max=500, message=_("Keep this under 500 characters."))])

    def __init__(self, outstanding: Money) -> None:
        self.outstanding = outstanding
        super().__init__(data={"value_date": today()})

    class Meta(Form.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """The currency is known before what was typed is read."""
            field = super().bind_field(form, unbound_field, options)
            if isinstance(field, MoneyField):
                field.currency = form.outstanding.currency
                field.least = Money(1, field.currency)
            return field

    def validate_value_date(self, field: DayField) -> None:
        if field.data and field.data > today():
            raise ValidationError(_("This day has not come yet."))


class RefundForm(Form):
    external_id = StringField(
        _("The bank's number of the transfer"),
        [Required(_("Type the number the bank gave your transfer.")), _SHORT],
        filters=[latin],
    )


class ForwardForm(Form):
    """One line of a statement: what the card company has sent on. The amount comes on top."""

    external_id = StringField(
        _("The bank's number of the transfer"),
        [Required(_("Type the number the statement gives, like 2026-11-24/0042.")), _SHORT],
        filters=[latin],
    )
    value_date = DayField(_("Value date"), [Required()])


def forward_form(payee_id: int, currency: str, *, sent: bool) -> Any:
    """For one cooperative and currency, of several on a page; with what was typed if it was sent."""
    amount = MoneyField(_("Amount that arrived"), [Required()], currency=currency, least="0.01")
    made: type[ForwardForm] = type("ForwardOfForm", (ForwardForm,), {"amount": amount})
    given: dict[str, Any] = {} if sent else {"formdata": None}
    return made(prefix=f"c{payee_id}{currency}-", data={"value_date": today()}, **given)
