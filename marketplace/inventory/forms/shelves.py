"""What staff say about stock. Every form carries a key, so that sending it twice does it once."""

import re
import secrets
from collections.abc import Sequence
from typing import Any, Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from marketplace.accounts.models import User
from marketplace.cooperatives.models import Cooperative
from marketplace.core.forms import Form, Required, WholeNumberField
from marketplace.inventory.models import Condition, Location, MovementKind, Owner, PlaceKind
from marketplace.inventory.queries import in_order
from marketplace.inventory.services import PlaceDetails
from marketplace.inventory.services.movements import Cause
from marketplace.localisation.languages import local_text

MOST = 10_000

KINDS = {
    MovementKind.FOUND: _("Found: there are more"),
    MovementKind.LOST: _("Lost: there are fewer"),
    MovementKind.DAMAGED: _("Damaged: cannot be sold"),
    MovementKind.WITHDRAWN: _("Given back to the maker"),
}
CONDITIONS = {
    Condition.SELLABLE: _("For sale"),
    Condition.DISPLAY: _("On show"),
    Condition.INSPECT: _("To be inspected"),
    Condition.DAMAGED: _("Damaged"),
    Condition.DOMESTIC: _("At home only"),
}
MOVEMENTS = {
    MovementKind.RECEIVED: _("Came in"),
    MovementKind.SOLD: _("Sold"),
    MovementKind.RETURNED: _("Came back"),
    MovementKind.DAMAGED: _("Damaged"),
    MovementKind.LOST: _("Lost"),
    MovementKind.FOUND: _("Found"),
    MovementKind.MOVED: _("Moved"),
    MovementKind.WITHDRAWN: _("Given back"),
    MovementKind.WRITTEN_OFF: _("Written off"),
    MovementKind.CONSUMED: _("Used up"),
}
OWNERS = {
    Owner.ARTISAN: _("The maker"),
    Owner.COOPERATIVE: _("The cooperative"),
    Owner.CENTRE: _("The centre"),
}
PLACE_KINDS = {
    PlaceKind.ROOM: _("Room"),
    PlaceKind.SHELF: _("Shelf"),
    PlaceKind.SHOWROOM: _("Showroom"),
    PlaceKind.WORKSHOP: _("Workshop"),
    PlaceKind.EXHIBITION: _("Exhibition"),
    PlaceKind.QUARANTINE: _("Quarantine"),
    PlaceKind.TRANSIT: _("On the way"),
}
ROOT = 0


class StockForm(Form):
    """So many pieces, and why."""

    quantity = WholeNumberField(_("How many?"), [Required()], least=1, most=MOST)
    note = StringField(_("Why"), [Required(_("Say why, in a few words.")), Length(max=300)])
    key = HiddenField(default=lambda: secrets.token_hex(16))

    def cause(self, by: User) -> Cause:
        """Who says so, and once."""
        key = str(self.key.data or "")
        if not re.fullmatch(r"[0-9a-f]{32}", key):
            key = secrets.token_hex(16)
        return Cause(f"form:{key}", by, str(self.note.data or ""))


class ReceiveForm(StockForm):
    """At the list of all stock, where the piece is named by its SKU."""

    sku = StringField(_("SKU"), [Required(), Length(max=40)])
    location_id = SelectField(_("Place"), [Required()], coerce=int)

    def choose_from(self, locations: Sequence[Location]) -> None:
        self.location_id.choices = place_choices(locations)


class MoreForm(StockForm):
    """More of the same at the same place."""


class AdjustForm(StockForm):
    kind = SelectField(
        _("What happened?"),
        [Required()],
        choices=[SelectChoice(k.value, words) for k, words in KINDS.items()],
    )


class MoveForm(StockForm):
    location_id = SelectField(_("To"), [Required()], coerce=int)

    def choose_from(self, locations: Sequence[Location]) -> None:
        self.location_id.choices = place_choices(locations)


class ConditionForm(StockForm):
    condition = SelectField(
        _("They are now"),
        [Required()],
        choices=[SelectChoice(c.value, words) for c, words in CONDITIONS.items()],
    )


class LocationForm(Form):
    """Whoever works for one cooperative is not asked for which."""

    cooperative_id = SelectField(_("Cooperative"), [Required()], coerce=int)
    kind = SelectField(
        _("Kind of place"),
        [Required()],
        choices=[
            SelectChoice(k.value, words) for k, words in PLACE_KINDS.items() if k != "transit"
        ],
    )
    parent_id = SelectField(_("Lies in"), coerce=int, default=ROOT)
    code = StringField(_("Code"), [Required(), Length(max=20)])
    name_fa = StringField(_("Name in Persian"), [Length(max=80)])
    name_en = StringField(_("Name in English"), [Length(max=80)])

    def among(self, cooperatives: Sequence[Cooperative], places: Sequence[Location]) -> Self:
        self.parent_id.choices = in_something(places)
        self.cooperative_id.choices = [
            SelectChoice(str(each.id), str(local_text(each.names))) for each in cooperatives
        ]
        if len(cooperatives) == 1 and self.cooperative_id.data is None:
            self.cooperative_id.data = cooperatives[0].id
        return self

    def validate_name_fa(self, _field: Any) -> None:
        if not (self.name_fa.data or self.name_en.data):
            raise ValidationError(gettext("Name it in one language at least."))

    def details(self) -> PlaceDetails:
        names = {"fa": self.name_fa.data, "en": self.name_en.data}
        return PlaceDetails(
            code=self.code.data.upper(),
            names={lang: name for lang, name in names.items() if name},
            kind=PlaceKind(self.kind.data),
            parent_id=self.parent_id.data or None,
        )


class HangForm(Form):
    """Where a place lies from now on."""

    parent_id = SelectField(_("Lies in"), coerce=int, default=ROOT)

    def choose_from(self, places: Sequence[Location]) -> Self:
        self.parent_id.choices = in_something(places)
        return self


def in_something(places: Sequence[Location]) -> list[SelectChoice]:
    """What a place may lie in, or nothing."""
    return [SelectChoice(str(ROOT), _("Nothing: it is a place of its own")), *place_choices(places)]


def place_choices(locations: Sequence[Location]) -> list[SelectChoice]:
    """Places in the order of the tree; those that lie in others are set in."""
    return [
        SelectChoice(str(place.id), "\u2003" * depth + f"{place.code} · {local_text(place.names)}")
        for place, depth in in_order(locations)
        if place.kind is not PlaceKind.TRANSIT
    ]
