"""First screen: photographs, their order, and what each shows."""

import re
import secrets
from dataclasses import replace
from typing import Any, Self

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, FormField, HiddenField, MultipleFileField, StringField
from wtforms.validators import Length

from marketplace.catalogue.content import Content, PictureEntry
from marketplace.catalogue.forms.parts import RowForm, StepForm, merged, shown, texts
from marketplace.core.forms import WholeNumberField
from marketplace.localisation.languages import language


class PictureForm(RowForm):
    picture_id = HiddenField()
    place = WholeNumberField(_("Place"), least=1, most=99)
    alt_fa = StringField(_("What it shows, in Persian"), [Length(max=200)])
    alt_en = StringField(_("What it shows, in English"), [Length(max=200)])
    remove = BooleanField(_("Take out"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """In the language of the page the words are asked for; the other may stay empty."""
        super().__init__(*args, **kwargs)
        self[f"alt_{language()}"].flags.required = True

    @property
    def number(self) -> int:
        """The id of its picture; 0 for what is none."""
        text = str(self.picture_id.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class PhotosForm(StepForm):
    photos = MultipleFileField(_("Photographs"))
    pictures = FieldList(FormField(PictureForm))
    key = HiddenField(default=lambda: secrets.token_hex(8))

    def once(self) -> str:
        """What tells a page that is sent twice from two pages."""
        key = str(self.key.data or "")
        return key if re.fullmatch("[0-9a-f]{16}", key) else secrets.token_hex(8)

    @classmethod
    def of(cls, content: Content) -> Self:
        return cls(data=_data(content))

    @classmethod
    def fresh(cls, content: Content) -> Self:
        """As saved, whatever has just been sent."""
        return cls(formdata=None, data=_data(content))

    def rows(self) -> list[PictureForm]:
        return [row.form for row in self.pictures]

    def blank(self) -> PictureForm:
        """A row for scripts to copy."""
        return PictureForm(formdata=None, prefix=f"{self.pictures.name}-__n__-")

    def apply(self, content: Content, mine: set[int]) -> Content:
        """The pictures in the order of their places. `mine` are those she may use; pictures that
        the page did not name (sent from elsewhere meanwhile) stay at the end."""
        known = {entry.picture_id: entry for entry in content.pictures}
        named: list[tuple[int, int, PictureEntry]] = []
        for at, row in enumerate(self.rows()):
            old = known.pop(row.number, None)
            if not row.remove.data and (old or row.number in mine):
                named.append((row.place.data or at + 1, at, _entry(row, old)))
        entries = [triple[2] for triple in sorted(named, key=lambda triple: triple[:2])]
        return replace(content, pictures=_once((*entries, *known.values())))

    def ids(self) -> set[int]:
        """All pictures that the page names, whoever sent them."""
        return {row.number for row in self.rows()} - {0}


def _data(content: Content) -> dict[str, Any]:
    return {
        "pictures": [
            {"picture_id": entry.picture_id, "place": place} | shown(alt=entry.alts)
            for place, entry in enumerate(content.pictures, 1)
        ]
    }


def _entry(form: PictureForm, known: PictureEntry | None) -> PictureEntry:
    alts = texts(fa=form.alt_fa, en=form.alt_en)
    return PictureEntry(form.number, merged(known.alts if known else {}, alts))


def _once(entries: tuple[PictureEntry, ...]) -> tuple[PictureEntry, ...]:
    """Each picture where it is named first."""
    first: dict[int, PictureEntry] = {}
    for entry in entries:
        first.setdefault(entry.picture_id, entry)
    return tuple(first.values())
