"""What administrators and auditors type."""

from collections.abc import Mapping

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from marketplace.accounts.permissions import COOPERATIVE_ROLES, Role
from marketplace.accounts.words import ROLE_NAMES
from marketplace.core.db import Texts
from marketplace.core.forms import DayField, Form, Required
from marketplace.localisation.languages import local_text

LONGEST_SEARCH = 100
GRANTABLE = [role for role in Role if role is not Role.BUYER]
ROLE_CHOICES = [SelectChoice(role.value, ROLE_NAMES[role]) for role in GRANTABLE]


class SearchForm(Form):
    """A form of which the answer is a page with its own address."""

    def __init__(self) -> None:
        super().__init__(formdata=request.args, meta={"csrf": False})


class PeopleSearch(SearchForm):
    q = StringField(_("Name or e-mail"), [Length(max=LONGEST_SEARCH)])
    role = SelectField(
        _("Role"),
        choices=[SelectChoice("", _("All roles")), *ROLE_CHOICES],
        default="",
    )


class MailSearch(SearchForm):
    q = StringField(_("Receiver, order, subject"), [Length(max=LONGEST_SEARCH)])
    state = SelectField(
        _("Status"),
        choices=[
            SelectChoice("", _("Every state")),
            SelectChoice("waiting", _("waiting")),
            SelectChoice("sending", _("being handed over")),
            SelectChoice("uncertain", _("may have arrived")),
            SelectChoice("sent", _("sent")),
            SelectChoice("failed", _("failed")),
        ],
        default="",
    )


class TrailSearchForm(SearchForm):
    who = StringField(_("Who"), [Length(max=LONGEST_SEARCH)])
    what = SelectField(_("What"), default="")
    subject = StringField(_("Name or number of the thing"), [Length(max=LONGEST_SEARCH)])
    cooperative = SelectField(_("Cooperative"), default="")
    since = DayField(_("From day"))
    until = DayField(_("To day"))

    def among(self, acts: Mapping[str, str], cooperatives: Mapping[int, Texts]) -> None:
        self.what.choices = [
            SelectChoice("", _("Everything")),
            *(SelectChoice(*act) for act in acts.items()),
        ]
        self.cooperative.choices = [SelectChoice("", _("All cooperatives")), *_named(cooperatives)]


class GrantForm(Form):
    role = SelectField(
        _("Role"),
        [Required()],
        choices=[SelectChoice("", _("Choose")), *ROLE_CHOICES],
    )
    scope = SelectField(_("Within the cooperative"), default="")

    def among(self, cooperatives: Mapping[int, Texts]) -> None:
        self.scope.choices = [
            SelectChoice("", _("none, it holds everywhere")),
            *_named(cooperatives),
        ]
        self.scope.description = _(
            "Needed for: %(roles)s",
            roles=str(_(", ")).join(str(ROLE_NAMES[r]) for r in Role if r in COOPERATIVE_ROLES),
        )


def _named(cooperatives: Mapping[int, Texts]) -> list[SelectChoice]:
    return [SelectChoice(str(key), str(local_text(names))) for key, names in cooperatives.items()]
