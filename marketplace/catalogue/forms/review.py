"""What a reviewer decides, and what staff put right."""

from dataclasses import replace
from typing import Any, Self

from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from marketplace.catalogue.content import Content
from marketplace.catalogue.forms.parts import RowForm, StepForm, merged, shown, texts
from marketplace.core.digits import to_latin
from marketplace.core.forms import Form


class DecideForm(StepForm):
    """The reasons are check boxes of the page; what is ticked is checked by the service. `looked` is
    what stood on the page, signed."""

    note = TextAreaField(_("Note to the maker"), [Length(max=2000)])
    reasons = StringField(_("Reasons"))
    looked = HiddenField()


class CodeForm(StepForm):
    hs_code = StringField(_("HS code"), [Length(max=12)])

    def code(self) -> str:
        """Six digits, however they were typed: 6214.10, ۶۲۱۴۱۰."""
        return "".join(filter(str.isdecimal, to_latin(self.hs_code.data or "")))


class AltForm(RowForm):
    alt_fa = StringField(_("What it shows, in Persian"), [Length(max=200)])
    alt_en = StringField(_("What it shows, in English"), [Length(max=200)])


class MaterialNameForm(RowForm):
    name_fa = StringField(_("Material, in Persian"), [Length(max=80)])
    name_en = StringField(_("Material, in English"), [Length(max=80)])


class VariantNameForm(RowForm):
    name_fa = StringField(_("Size or colour, in Persian"), [Length(max=80)])
    name_en = StringField(_("Size or colour, in English"), [Length(max=80)])


class TextsForm(StepForm):
    """All words of a proposal in both languages, and nothing else of it."""

    title_fa = StringField(_("Name of the piece, in Persian"), [Length(max=120)])
    title_en = StringField(_("Name of the piece, in English"), [Length(max=120)])
    story_fa = TextAreaField(_("Its story, in Persian"), [Length(max=4000)])
    story_en = TextAreaField(_("Its story, in English"), [Length(max=4000)])
    technique_fa = StringField(_("How it is made, in Persian"), [Length(max=300)])
    technique_en = StringField(_("How it is made, in English"), [Length(max=300)])
    care_fa = TextAreaField(_("Care, in Persian"), [Length(max=600)])
    care_en = TextAreaField(_("Care, in English"), [Length(max=600)])
    alts = FieldList(FormField(AltForm))
    materials = FieldList(FormField(MaterialNameForm))
    variants = FieldList(FormField(VariantNameForm))

    @classmethod
    def of(cls, content: Content) -> Self:
        words = shown(
            title=content.titles,
            story=content.stories,
            technique=content.techniques,
            care=content.care,
        )
        rows: dict[str, Any] = {
            "alts": [shown(alt=entry.alts) for entry in content.pictures],
            "materials": [shown(name=entry.names) for entry in content.materials],
            "variants": [shown(name=entry.names) for entry in content.variants],
        }
        return cls(data=words | rows)

    def apply(self, content: Content) -> Content:
        """The words; rows that the page does not name keep theirs."""
        return replace(
            content,
            titles=merged(content.titles, texts(fa=self.title_fa, en=self.title_en)),
            stories=merged(content.stories, texts(fa=self.story_fa, en=self.story_en)),
            techniques=merged(
                content.techniques, texts(fa=self.technique_fa, en=self.technique_en)
            ),
            care=merged(content.care, texts(fa=self.care_fa, en=self.care_en)),
            pictures=tuple(
                replace(entry, alts=_words(self.alts, at, "alt", entry.alts))
                for at, entry in enumerate(content.pictures)
            ),
            materials=tuple(
                replace(entry, names=_words(self.materials, at, "name", entry.names))
                for at, entry in enumerate(content.materials)
            ),
            variants=tuple(
                replace(entry, names=_words(self.variants, at, "name", entry.names))
                for at, entry in enumerate(content.variants)
            ),
        )


def _words(rows: FieldList, at: int, name: str, old: dict[str, str]) -> dict[str, str]:
    if at >= len(rows):
        return old
    form: Form = rows[at].form
    return merged(old, texts(fa=form[f"{name}_fa"], en=form[f"{name}_en"]))
