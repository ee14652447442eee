"""What the treasurer types."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.validators import Length, Regexp

from marketplace.core.forms import Form, Required, WholeNumberField, row_id


class PrepareForm(Form):
    """Makers of one cooperative and currency; what is payable to them is looked up anew."""

    cooperative_id = WholeNumberField(_l("Cooperative"), [Required()], least=1)
    currency = StringField(_l("Currency"), [Required(), Regexp("^[A-Z]{3}$")])
    artisans = SelectMultipleField(
        _l("Makers"),
        [Required(_l("Choose at least one maker."))],
        coerce=row_id,
        validate_choice=False,
    )


class PaidForm(Form):
    bank_reference = StringField(_l("The bank's reference"), [Required(), Length(max=60)])
