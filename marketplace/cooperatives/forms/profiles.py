"""Cooperatives: their profile, their registration, their suspension."""

import re
from typing import Any, Self

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from marketplace.cooperatives.models import Cooperative, CooperativeKind
from marketplace.cooperatives.services.profiles import Profile, Registration
from marketplace.core.differences import VersionedForm
from marketplace.core.forms import (
    CheckedField,
    Form,
    NationalIdField,
    PhoneField,
    PostalCodeField,
    Required,
    options,
)
from marketplace.localisation import places
from marketplace.localisation.rates import SHOWN_CURRENCIES

NAME, STORY, LINE = 120, 4000, 120

KINDS = {
    CooperativeKind.EXPORT_MANAGEMENT: _("Export-management cooperative"),
    CooperativeKind.PRODUCTION: _("Production cooperative"),
    CooperativeKind.FARAGIR: _("Comprehensive (faragir) cooperative"),
    CooperativeKind.PUBLIC_JOINT_STOCK: _("Public joint-stock cooperative"),
    CooperativeKind.RURAL: _("Rural cooperative"),
    CooperativeKind.CENTRE: _("Handicraft centre"),
}


def email_address(text: str) -> str:
    """The address in lower case; ValueError with an example where it is none."""
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise ValueError(gettext("Type an e-mail address, like office@example.org.")) from None


class EmailAddressField(CheckedField):
    check = staticmethod(email_address)


class ProfileForm(VersionedForm):
    """What a manager writes about her cooperative. `version` is that of what she read."""

    name_en = StringField(_("Name in English"), [Required(), Length(max=NAME)])
    name_fa = StringField(_("Name in Persian"), [Required(), Length(max=NAME)])
    story_en = TextAreaField(_("Story in English"), [Optional(), Length(max=STORY)])
    story_fa = TextAreaField(_("Story in Persian"), [Optional(), Length(max=STORY)])
    street = StringField(_("Street and number, in English"), [Required(), Length(max=LINE)])
    street_fa = StringField(_("Street and number, in Persian"), [Required(), Length(max=LINE)])
    city = StringField(_("City, in English"), [Required(), Length(max=60)])
    postal_code = PostalCodeField(_("Postal code"), [Required()])
    place_id = SelectField(_("Place shown in the shop"), [Required()])
    email = EmailAddressField(_("E-mail"), [Required(), Length(max=254)])
    phone = PhoneField(_("Phone"), [Required()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place_id.choices = options(places.choices())

    @classmethod
    def of(cls, cooperative: Cooperative, **options: Any) -> Self:
        """The form as it stands; what was sent goes before what is known."""
        address = cooperative.address
        return cls(
            version=str(cooperative.version),
            name_en=cooperative.names.get("en"),
            name_fa=cooperative.names.get("fa"),
            story_en=cooperative.stories.get("en"),
            story_fa=cooperative.stories.get("fa"),
            email=cooperative.email,
            phone=cooperative.phone,
            place_id=cooperative.place_id,
            **{key: address.get(key) for key in ("street", "street_fa", "city", "postal_code")},
            **options,
        )

    def profile(self) -> Profile:
        return Profile(
            names={"en": self.name_en.data, "fa": self.name_fa.data},
            stories={"en": self.story_en.data or "", "fa": self.story_fa.data or ""},
            address={
                "country": "IR",
                "street": self.street.data,
                "street_fa": self.street_fa.data,
                "city": self.city.data,
                "postal_code": self.postal_code.data,
            },
            email=self.email.data,
            phone=self.phone.data,
            place_id=self.place_id.data,
        )


class FoundingForm(ProfileForm):
    """A new cooperative, as its papers name it."""

    code = StringField(
        _("Code for its orders"),
        [Required(), Length(min=2, max=5)],
        description=_("Two to five Latin letters; order numbers begin with them."),
    )
    kind = SelectField(
        _("Kind"),
        [Required()],
        choices=options((kind.value, words) for kind, words in KINDS.items()),
    )
    registration_number = StringField(_("Registration number"), [Required(), Length(max=20)])
    national_id = NationalIdField(_("National id"), [Required()])
    currency = SelectField(
        _("Currency of its prices"), [Required()], choices=options((c, c) for c in SHOWN_CURRENCIES)
    )

    def validate_code(self, field: StringField) -> None:
        field.data = str(field.data or "").upper()
        if not re.fullmatch("[A-Z]{2,5}", field.data):
            raise ValidationError(gettext("Two to five Latin letters, like SFD."))

    def registration(self) -> Registration:
        return Registration(
            code=self.code.data,
            kind=CooperativeKind(self.kind.data),
            registration_number=self.registration_number.data,
            national_id=self.national_id.data,
            currency=self.currency.data,
        )


class ReasonForm(Form):
    """Why something is done that others will ask about."""

    reason = TextAreaField(_("Reason"), [Required(), Length(max=300)])
