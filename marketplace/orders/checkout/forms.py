"""The forms of the checkout. Those of address and delivery are made for a country and a bag."""

import re
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, Length, Optional, ValidationError

from marketplace.core.digits import to_latin
from marketplace.core.forms import Form, PhoneField, Required
from marketplace.core.money import Money
from marketplace.localisation.addresses import (
    Address,
    AddressField,
    BadAddress,
    fields_for,
    validated,
)
from marketplace.localisation.languages import local_text
from marketplace.orders.checkout.draft import Draft
from marketplace.orders.checkout.quote import Quote, Sending
from marketplace.orders.checkout.tax_ids import TaxId, tax_id_of
from marketplace.payments.gateways import Offer

LONGEST = 120


class AddressForm(Form):
    """Who receives it and where, in the order and with the words of the country."""

    country: str
    names: tuple[str, ...]

    def address(self) -> Address | None:
        """The address, or None after putting what is wrong with it beside its fields."""
        try:
            found = validated(self.country, {name: self[name].data for name in self.names})
            return replace(found, local=str(self["local"].data or ""))
        except BadAddress as problem:
            for name, message in problem.errors.items():
                self.refuse(name, message)
            return None

    def contact(self) -> dict[str, str]:
        tax = to_latin(self["tax_id"].data or "").upper() if "tax_id" in self else ""
        email = (self["email"].data or "").lower() if "email" in self else ""
        return {"phone": str(self["phone"].data), "tax_id": tax, "email": email}


def address_form(country: str, draft: Draft, *, ask_email: bool) -> AddressForm:
    """Filled with what she said before, where it was said for the same country."""
    address_fields = fields_for(country)
    fields: dict[str, Any] = {"country": country}
    fields["names"] = tuple(field.name for field in address_fields)
    if ask_email:
        fields["email"] = _email()
    for field in address_fields:
        fields[field.name] = _input(field)
    fields["local"] = TextAreaField(
        _("The same in the letters of the country, if they are others"),
        [Optional(), Length(max=300, message=_("Keep this under 300 characters."))],
        description=_("For the postman; it is not printed on the papers for customs."),
    )
    fields["phone"] = PhoneField(
        _("Phone"),
        [Required(_("The carrier asks for a phone number, like +49 40 123456."))],
        country=country,
    )
    if tax := tax_id_of(country):
        fields["tax_id"] = _tax_field(tax)
    made: type[AddressForm] = type("CountryForm", (AddressForm,), fields)
    known = draft.address if draft.country in {"", country} else {"name": draft.address.get("name")}
    return made(data={**known, "email": draft.email, "phone": draft.phone, "tax_id": draft.tax_id})


def delivery_form(quote: Quote, draft: Draft) -> Form:
    """How each cooperative's part travels; the only way there is, is chosen already."""
    fields: dict[str, Any] = {}
    data: dict[str, str | None] = {}
    for sending in quote.sendings:
        if not sending.options:
            continue
        codes = [option.service.code for option in sending.options]
        known = draft.deliveries.get(sending.cooperative.id)
        data[field_of(sending)] = known or (codes[0] if len(codes) == 1 else None)
        fields[field_of(sending)] = _ways(sending)
    made: type[Form] = type("DeliveryForm", (Form,), fields)
    return made(data=data)


def field_of(sending: Sending) -> str:
    return f"delivery_{sending.cooperative.id}"


class PlaceForm(Form):
    """What the review page shows, sent back with the button."""

    checkout_key = HiddenField()
    total = HiddenField()
    gateway = RadioField(_l("How you pay"), [Required(_l("Say how you pay."))])

    def __init__(self, offer: Offer, **data: Any) -> None:
        super().__init__(data=data)
        ways = offer.ways.values()
        self.gateway.choices = [SelectChoice(each.name, str(each.title)) for each in ways]
        self.notes = {gateway.name: str(gateway.note) for gateway in ways}
        self.refusals = [str(local_text(why)) for why in offer.refusals.values()]

    def shown_total(self, currency: str) -> Money:
        """The total on the page; one that is none of ours never equals the total now."""
        typed = str(self.total.data or "")
        return Money(int(typed) if re.fullmatch(r"\d{1,15}", typed) else -1, currency)


def _ways(sending: Sending) -> RadioField:
    """What is missing, or no way any more, is named by its cooperative: there may be several."""
    name = local_text(sending.cooperative.names)
    missing = _("Say how the part from %(name)s is to travel.", name=name)
    known = {way.service.code for way in sending.options}

    def of_these(_form: Form, field: RadioField) -> None:
        if field.data not in known:
            raise ValidationError(missing)

    return RadioField(
        _("How it travels from %(name)s", name=name),
        [Required(missing), of_these],
        validate_choice=False,
        choices=[
            SelectChoice(way.service.code, str(local_text(way.service.names)))
            for way in sending.options
        ],
    )


def _email() -> StringField:
    return StringField(
        _("E-mail"),
        [
            Required(_("Type your e-mail address, like clara@example.org.")),
            Length(max=254, message=_("Keep this under 254 characters.")),
            Email(message=_("Type your e-mail address, like clara@example.org.")),
        ],
        description=_("For the proforma, the receipt and tracking. No newsletter."),
    )


def _input(field: AddressField) -> StringField | SelectField:
    wanted = [Required()] if field.required else [Optional()]
    if field.choices:
        choices = [SelectChoice("", _("Choose"))]
        choices += [SelectChoice(code, words) for code, words in field.choices]
        return SelectField(field.label, wanted, choices=choices)
    short = Length(max=LONGEST, message=_("Keep this under %(count)s characters.", count=LONGEST))
    return StringField(field.label, [*wanted, short])


def _tax_field(tax: TaxId) -> StringField:
    def of_signs(_form: Form, field: StringField) -> None:
        if not re.fullmatch(r"[A-Z0-9./ -]{5,24}", to_latin(field.data or "").upper()):
            raise ValidationError(_("Type it like %(example)s.", example=tax.example))

    wanted = Required() if tax.required else Optional()
    hint = _("Customs there ask the receiver for it. Example: %(example)s", example=tax.example)
    return StringField(str(local_text(tax.labels)), [wanted, of_signs], description=hint)
