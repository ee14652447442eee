"""Bank accounts, commission terms and staff of one cooperative."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from marketplace.accounts.permissions import COOPERATIVE_ROLES, Role
from marketplace.cooperatives.forms.profiles import EmailAddressField
from marketplace.cooperatives.models import CommissionTerm
from marketplace.cooperatives.pricing import COMMISSION_KINDS
from marketplace.cooperatives.services.banking import AccountDetails
from marketplace.core import checks
from marketplace.core.differences import Beside
from marketplace.core.forms import (
    BicField,
    DayField,
    DecimalNumberField,
    Form,
    IbanField,
    Required,
    WholeNumberField,
    options,
)
from marketplace.localisation.formats import currency_name, format_percent
from marketplace.localisation.rates import SHOWN_CURRENCIES

ROLE_NAMES = {
    Role.REVIEWER: _("Reviewer"),
    Role.SALES: _("Sales"),
    Role.SHIPPING: _("Shipping"),
    Role.TREASURER: _("Treasurer"),
    Role.MANAGER: _("Manager"),
}


class AccountForm(Form):
    """Where the cooperative is paid in one currency."""

    currency = SelectField(_("Currency"), [Required()])
    holder = StringField(_("Account holder"), [Required(), Length(max=120)])
    bank = StringField(_("Bank"), [Required(), Length(max=120)])
    iban = IbanField(_("IBAN or Sheba"), [Required()])
    bic = BicField(_("BIC"), [Required()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency.choices = options((c, f"{c}, {currency_name(c)}") for c in SHOWN_CURRENCIES)

    def validate_iban(self, field: IbanField) -> None:
        if self.currency.data == "IRR" and field.data:
            try:
                checks.sheba(field.data)
            except ValueError as error:
                raise ValidationError(str(error)) from None

    def details(self) -> AccountDetails:
        return AccountDetails(
            currency=self.currency.data,
            holder=self.holder.data,
            bank=self.bank.data,
            iban=self.iban.data,
            bic=self.bic.data,
        )


class PercentField(DecimalNumberField):
    """A percentage with at most two decimals."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, least=0, most=100, places=2, **kwargs)

    @property
    def basis_points(self) -> int:
        return int((self.data or Decimal(0)) * 100)


class TermForm(Form):
    """What is kept of a sale from a day on: the whole, and where each part goes."""

    starts_on = DayField(_("From"), [Required()])
    rate = PercentField(_("Commission, % of the price"), [Required()])
    cooperative = PercentField(_("of it: the cooperative, %"), [Required()])
    fees = PercentField(_("of it: payment fees, %"), [Required()])
    training = PercentField(_("of it: training at Pardis, %"), [Required()])
    reason = StringField(_("What was decided, and where"), [Required(), Length(max=300)])

    def shares(self) -> dict[str, int]:
        return {kind: self[kind].basis_points for kind in COMMISSION_KINDS}

    def beside(self, terms: Iterable[CommissionTerm]) -> list[Beside]:
        """Where the term that begins on the same day says something else than what was typed."""
        for term in terms:
            if term.starts_on == self.starts_on.data:
                known = {kind: int(term.shares.get(kind, 0)) for kind in COMMISSION_KINDS}
                parts = [("rate", term.rate_bp), *known.items()]
                found = [
                    Beside(self[name].id, str(self[name].label.text), format_percent(now), typed)
                    for name, now in parts
                    if (typed := format_percent(self[name].basis_points)) != format_percent(now)
                ]
                reason = self.reason
                return [
                    *found,
                    Beside(reason.id, str(reason.label.text), term.reason or "", reason.data or ""),
                ]
        return []

    def validate_rate(self, field: PercentField) -> None:
        parts = [self[kind] for kind in COMMISSION_KINDS]
        if field.data is None or any(part.data is None for part in parts):
            return
        told = sum(part.basis_points for part in parts)
        if told != field.basis_points:
            raise ValidationError(
                gettext("The parts come to %(sum)s, not to this.", sum=format_percent(told))
            )


class ManagerForm(Form):
    """Somebody who has signed up."""

    email = EmailAddressField(_("E-mail of the person"), [Required(), Length(max=254)])


class StaffForm(ManagerForm):
    """A role for somebody who has signed up."""

    role = SelectField(
        _("Role"),
        [Required()],
        choices=options((role.value, words) for role, words in ROLE_NAMES.items()),
    )

    def role_given(self) -> Role:
        return Role(self.role.data)


class RevokeForm(Form):
    """A role that is taken back."""

    user_id = WholeNumberField(validators=[Required()], most=2**31 - 1)
    role = SelectField(
        validators=[Required()], choices=options((role.value, "") for role in COOPERATIVE_ROLES)
    )


class CloseForm(Form):
    """The account that is closed."""

    account_id = WholeNumberField(validators=[Required()], most=2**31 - 1)


class BareForm(Form):
    """A button alone: nothing but the token."""

    nothing = HiddenField(validators=[Optional()])
