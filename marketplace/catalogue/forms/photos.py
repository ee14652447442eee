"""First screen: photographs, their order, and what each shows."""

from dataclasses import replace
from typing import Self

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, FormField, HiddenField, MultipleFileField, StringField
from wtforms.validators import Length

from marketplace.catalogue.content import MOST_PICTURES, Content, PictureEntry
from marketplace.catalogue.forms.parts import RowForm, StepForm, merged, shown, texts
from marketplace.core.forms import WholeNumberField


class PictureForm(RowForm):
    picture_id = HiddenField()
    place = WholeNumberField(_("Place"), least=1, most=99)
    alt_fa = StringField(_("What it shows, in Persian"), [Length(max=200)])
    alt_en = StringField(_("What it shows, in English"), [Length(max=200)])
    remove = BooleanField(_("Take out"))


class PhotosForm(StepForm):
    photos = MultipleFileField(_("Photographs"))
    pictures = FieldList(FormField(PictureForm))

    @classmethod
    def of(cls, content: Content) -> Self:
        return cls(
            data={
                "pictures": [
                    {"picture_id": entry.picture_id, "place": place} | shown(alt=entry.alts)
                    for place, entry in enumerate(content.pictures, 1)
                ]
            }
        )

    def apply(self, content: Content, mine: set[int]) -> Content:
        """The pictures in the order of their places. `mine` are those she may use; pictures that
        the page did not name (sent from elsewhere meanwhile) stay at the end."""
        known = {entry.picture_id: entry for entry in content.pictures}
        named: list[tuple[int, int, PictureEntry]] = []
        for row, entry in enumerate(self.pictures):
            number = _number(entry.picture_id.data)
            if entry.remove.data:
                known.pop(number, None)
            elif number in mine or number in known:
                named.append((entry.place.data or row + 1, row, _entry(entry, known.get(number))))
        named.sort(key=lambda triple: triple[:2])
        entries = tuple(triple[2] for triple in named)
        return replace(content, pictures=_once((*entries, *known.values())))

    def ids(self) -> set[int]:
        """All pictures that the page names, whoever sent them."""
        return {_number(row.picture_id.data) for row in self.pictures}

    def room(self, content: Content) -> int:
        """How many more may be sent."""
        return MOST_PICTURES - len(content.pictures)


def _entry(form: PictureForm, known: PictureEntry | None) -> PictureEntry:
    alts = texts(fa=form.alt_fa, en=form.alt_en)
    return PictureEntry(int(form.picture_id.data), merged(known.alts if known else {}, alts))


def _number(raw: object) -> int:
    text = str(raw or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _once(entries: tuple[PictureEntry, ...]) -> tuple[PictureEntry, ...]:
    """Each picture where it is named first."""
    first: dict[int, PictureEntry] = {}
    for entry in entries:
        first.setdefault(entry.picture_id, entry)
    return tuple(first.values())
