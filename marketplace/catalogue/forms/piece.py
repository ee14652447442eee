"""Second screen: what it is."""

from dataclasses import replace
from typing import Any, Self

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from marketplace.catalogue import queries
from marketplace.catalogue.content import Content
from marketplace.catalogue.forms.parts import StepForm, merged, shown, texts
from marketplace.localisation.languages import local_text


class PieceForm(StepForm):
    title_fa = StringField(_("Name of the piece, in Persian"), [Length(max=120)])
    title_en = StringField(_("Name of the piece, in English"), [Length(max=120)])
    craft_id = SelectField(_("Craft"))
    story_fa = TextAreaField(_("Its story, in Persian"), [Length(max=4000)])
    story_en = TextAreaField(_("Its story, in English"), [Length(max=4000)])
    technique_fa = StringField(_("How it is made, in Persian"), [Length(max=300)])
    technique_en = StringField(_("How it is made, in English"), [Length(max=300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        crafts = queries.crafts_offered()
        named = sorted((str(local_text(craft.names)), craft.id) for craft in crafts)
        self.craft_id.choices = [
            SelectChoice("", _("Choose")),
            *(SelectChoice(key, name) for name, key in named),
        ]

    @classmethod
    def of(cls, content: Content) -> Self:
        words = shown(title=content.titles, story=content.stories, technique=content.techniques)
        return cls(data=words | {"craft_id": content.craft_id or ""})

    def apply(self, content: Content) -> Content:
        """What was written; a newly chosen craft brings its care along."""
        craft_id = self.craft_id.data or None
        care = content.care
        if craft_id and craft_id != content.craft_id:
            care = queries.care_for(craft_id, content)
        return replace(
            content,
            titles=merged(content.titles, texts(fa=self.title_fa, en=self.title_en)),
            stories=merged(content.stories, texts(fa=self.story_fa, en=self.story_en)),
            techniques=merged(
                content.techniques, texts(fa=self.technique_fa, en=self.technique_en)
            ),
            craft_id=craft_id,
            care=care,
        )
