"""Members and invitations."""

from typing import Any, Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from marketplace.cooperatives.forms.profiles import NAME, STORY, EmailAddressField
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.cooperatives.services.members import MakerProfile
from marketplace.core.calendars import uses_jalali
from marketplace.core.clock import today
from marketplace.core.differences import VersionedForm
from marketplace.core.forms import (
    DayField,
    Form,
    PhoneField,
    Required,
    ShebaField,
    WholeNumberField,
    options,
)
from marketplace.localisation import places

BEFORE_JALALI = 621
JALALI_YEARS = range(1280, 1600)


class YearField(WholeNumberField):
    """A year of either calendar, kept as a Gregorian one."""

    def parse(self, text: str) -> Any:
        year = int(super().parse(text))
        year = year + BEFORE_JALALI if year in JALALI_YEARS else year
        if not 1900 <= year <= today().year:
            raise ValueError(gettext("Type a year, like 1994 or 1373."))
        return year

    def show(self, data: int) -> str:
        return str(data - BEFORE_JALALI if uses_jalali() else data)


class MemberForm(VersionedForm):
    """What the cooperative writes about a maker."""

    name_fa = StringField(_("Name in Persian"), [Required(), Length(max=NAME)])
    name_en = StringField(_("Name in English"), [Required(), Length(max=NAME)])
    place_id = SelectField(_("Village or town"), [Required()])
    story_fa = TextAreaField(_("Story in Persian"), [Optional(), Length(max=STORY)])
    story_en = TextAreaField(_("Story in English"), [Optional(), Length(max=STORY)])
    works_since = YearField(_("Works since"), [Optional()])
    phone = PhoneField(_("Mobile"), [Optional()])
    sheba = ShebaField(_("Sheba"), [Optional()])
    forget_sheba = BooleanField(_("Forget the Sheba number that is kept"))
    portrait = FileField(_("Portrait"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place_id.choices = options(places.choices())

    @classmethod
    def of(cls, artisan: Artisan) -> Self:
        """What is known of her, but never her account number."""
        return cls(
            name_en=artisan.names.get("en"),
            name_fa=artisan.names.get("fa"),
            story_en=artisan.stories.get("en"),
            story_fa=artisan.stories.get("fa"),
            place_id=artisan.place_id,
            works_since=artisan.works_since,
            phone=artisan.phone,
            version=str(artisan.version),
        )

    def profile(self, kept_sheba: str | None = None) -> MakerProfile:
        """An empty Sheba keeps the one that is known, unless it is to be forgotten."""
        kept = None if self.forget_sheba.data else kept_sheba
        return MakerProfile(
            names={"en": self.name_en.data, "fa": self.name_fa.data},
            stories={"en": self.story_en.data or "", "fa": self.story_fa.data or ""},
            place_id=self.place_id.data,
            phone=self.phone.data,
            sheba=self.sheba.data or kept,
            works_since=self.works_since.data,
        )


class NewMemberForm(MemberForm):
    """A maker who has no account."""

    cooperative_id = SelectField(_("Cooperative"), [Required()], coerce=int)
    member_number = StringField(_("Member number"), [Optional(), Length(max=20)])

    def among(self, cooperatives: list[tuple[int, str]]) -> Self:
        self.cooperative_id.choices = options(cooperatives)
        return self


class EndForm(Form):
    """The end of a membership."""

    ends_on = DayField(_("Last day, or first day without"), [Required()])
    reason = StringField(_("Reason"), [Required(), Length(max=300)])


class InvitationForm(Form):
    """Whom to invite, and where the link may be sent."""

    cooperative_id = SelectField(_("Cooperative"), [Required()], coerce=int)
    name = StringField(_("Her name"), [Required(), Length(max=NAME)])
    email = EmailAddressField(
        _("Her e-mail"),
        [Optional(), Length(max=254)],
        description=_("If she has one, we send the link there. Otherwise print it or show it."),
    )
    language = SelectField(
        _("Language of the letter"),
        choices=options([("fa", "فارسی"), ("en", "English")]),
        default="fa",
    )

    def among(self, cooperatives: list[tuple[int, str]]) -> Self:
        self.cooperative_id.choices = options(cooperatives)
        return self


def named(cooperatives: list[Cooperative] | Any, lang: str) -> list[tuple[int, str]]:
    """Cooperatives to choose from, by id."""
    return [(c.id, c.names.get(lang) or c.names["en"]) for c in cooperatives]
