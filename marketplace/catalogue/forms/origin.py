"""Fifth screen: where it was made, how to look after it, and under which code customs know it."""

from dataclasses import replace
from typing import Any, Self

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from marketplace.catalogue import queries
from marketplace.catalogue.content import Content
from marketplace.catalogue.forms.parts import StepForm, merged, shown, texts
from marketplace.localisation.languages import local_text


class OriginForm(StepForm):
    place_id = SelectField(_("Where was it made?"))
    care_fa = TextAreaField(_("Care, in Persian"), [Length(max=600)])
    care_en = TextAreaField(_("Care, in English"), [Length(max=600)])
    hs_code = RadioField(_("What is it, for customs?"))

    @classmethod
    def of(cls, content: Content) -> Self:
        data: dict[str, Any] = {
            "place_id": content.place_id or "",
            "hs_code": content.hs_code or "",
        }
        form = cls(data=data | shown(care=content.care))
        form.choose_from(content)
        return form

    def choose_from(self, content: Content) -> None:
        """Places of the land, those of the craft first; codes that the craft's pieces often have."""
        first = queries.places_of_craft(content.craft_id)
        self.place_id.choices = [
            SelectChoice("", _("Choose")),
            *(SelectChoice(p.id, str(local_text(p.names))) for p in queries.places(first)),
        ]
        codes = queries.codes_for(content)
        self.hs_code.choices = [
            *(SelectChoice(code.code, str(local_text(code.texts))) for code in codes),
            SelectChoice("", _("I do not know; the cooperative will find it")),
        ]

    def apply(self, content: Content) -> Content:
        return replace(
            content,
            place_id=self.place_id.data or None,
            care=merged(content.care, texts(fa=self.care_fa, en=self.care_en)),
            hs_code=self.hs_code.data or None,
        )
