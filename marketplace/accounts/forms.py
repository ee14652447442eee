"""What people type about their account."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, HiddenField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from marketplace.accounts.models import Calendar
from marketplace.accounts.passwords import fault_of
from marketplace.core.digits import to_latin
from marketplace.core.forms import Form, Required

LONGEST_NAME = 120
LONGEST_EMAIL = 254


def address_like(email: str) -> str:
    """The address in the one way we keep it. Raises ValueError with what to type instead."""
    try:
        found = validate_email(to_latin(email), check_deliverability=False)
    except EmailNotValidError:
        raise ValueError(gettext("Type an e-mail address, like clara@example.org.")) from None
    if len(found.normalized) > LONGEST_EMAIL:
        raise ValueError(gettext("Type an e-mail address, like clara@example.org."))
    return found.normalized.lower()


class Address:
    """An e-mail address; what is read is lower case with Latin digits."""

    def __call__(self, _form: Any, field: Field) -> None:
        try:
            field.data = address_like(field.data)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class NotLonger:
    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: Any, field: Field) -> None:
        if len(field.data or "") > self.most:
            raise ValidationError(gettext("Take at most %(most)s letters.", most=self.most))


class SignInForm(Form):
    email = StringField(_("E-mail"), [Required(), Address()])
    password = PasswordField(_("Password"), [Required()])
    keep = BooleanField(_("Stay signed in on this device for 30 days"))
    next = HiddenField()
    slowed = False  # whether she has to wait because of many wrong tries


class SignUpForm(Form):
    name = StringField(_("Your name"), [Required(), NotLonger(LONGEST_NAME)])
    email = StringField(_("E-mail"), [Required(), Address()])
    password = PasswordField(_("Password"), [Required()])

    def validate_password(self, field: Field) -> None:
        _check_policy(field.data, self.email.data or "", self.name.data or "")


class CodeForm(Form):
    code = StringField(_("Code"), [Required(), NotLonger(40)])


class SecondStepForm(Form):
    """A code of the app or on paper, or what a passkey has signed."""

    code = StringField(_("Code"), [NotLonger(40)])
    passkey = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code.flags.required = True  # a passkey does instead, but nothing is left out at will


class NameForm(Form):
    name = StringField(_("Name"), [Required(), NotLonger(60)])


class NewPasskeyForm(Form):
    name = StringField(_("Name of this passkey"), [NotLonger(60)])
    passkey = HiddenField()


class NewAddressForm(Form):
    email = StringField(_("New e-mail address"), [Required(), Address()])


class EraseForm(Form):
    """She types her address, so that nobody erases an account by a slip of the hand."""

    email = StringField(_("Your e-mail address, to be sure"), [Required()])

    def __init__(self, email: str) -> None:
        super().__init__()
        self._email = email

    def validate_email(self, field: Field) -> None:
        if to_latin(field.data or "").strip().lower() != self._email:
            raise ValidationError(gettext("This is not the address of this account."))


class ForgotForm(Form):
    email = StringField(_("E-mail"), [Required(), Address()])


class NewPasswordForm(Form):
    """A new password; `known` is what others know of her."""

    password = PasswordField(_("New password"), [Required()])

    def __init__(self, *known: str) -> None:
        super().__init__()
        self._known = known

    def validate_password(self, field: Field) -> None:
        _check_policy(field.data, *self._known)


class ChangePasswordForm(NewPasswordForm):
    present = PasswordField(_("Present password"), [Required()])


class PreferencesForm(Form):
    locale = RadioField(
        _("Language"),
        [Required()],
        choices=[SelectChoice("en", "English"), SelectChoice("fa", "فارسی")],
    )
    calendar = RadioField(
        _("Calendar"),
        [Required()],
        choices=[
            SelectChoice(Calendar.GREGORIAN.value, _("Gregorian, 24 November 2026")),
            SelectChoice(Calendar.JALALI.value, _("Solar Hijri, 3 Azar 1405")),
        ],
    )


def _check_policy(password: str, *known: str) -> None:
    if fault := fault_of(password, *known):
        raise ValidationError(fault)
