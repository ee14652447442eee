"""What is typed over tables."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from marketplace.accounts.words import role_name
from marketplace.core.forms import Form, Required, options
from marketplace.desk.queries import Share


class ViewForm(Form):
    name = StringField(_("Name"), [Required(), Length(max=60)])
    share = SelectField(_("For whom"), default="")
    is_default = BooleanField(_("Open the table with it"))
    query = HiddenField()

    def among(self, shares: Sequence[Share], houses: dict[int, str]) -> "ViewForm":
        """Cooperatives are named where she works in several."""
        several = len({scope for _role, scope in shares if scope is not None}) > 1
        self.share.choices = [
            SelectChoice("", _("For me alone")),
            *(
                SelectChoice(_value(share), _words(share, houses if several else {}))
                for share in shares
            ),
        ]
        self._shares = {_value(share): share for share in shares}
        return self

    def chosen(self) -> Share | None:
        return self._shares.get(self.share.data or "")


def _value(share: Share) -> str:
    role, scope_id = share
    return role.value if scope_id is None else f"{role.value}:{scope_id}"


def _words(share: Share, houses: dict[int, str]) -> str:
    role, scope_id = share
    house = houses.get(scope_id or -1)
    return f"{role_name(role)} ({house})" if house else role_name(role)


class IntakeForm(Form):
    file = FileField(_("File: XLSX or CSV"), [Required(_("Choose a file: XLSX or CSV."))])
    house = SelectField(_("For which cooperative"), default="")

    def among(self, houses: Sequence[tuple[int, object]]) -> "IntakeForm":
        """Nothing is asked where there is nothing to choose."""
        self._only = houses[0][0] if len(houses) == 1 else None
        if len(houses) > 1:
            self.house.choices = options((str(key), words) for key, words in houses)
        else:
            del self.house
        return self

    def chosen(self) -> int | None:
        return int(self.house.data) if "house" in self else self._only
