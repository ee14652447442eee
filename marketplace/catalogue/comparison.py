"""What a proposal changes, field by field and word by word, for reviewers to see side by side."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from flask_babel import gettext as _

from marketplace.catalogue.content import Content, VariantEntry
from marketplace.core.db import Texts
from marketplace.localisation.formats import format_money, format_number, format_weight
from marketplace.localisation.languages import local_text

PLAIN, GONE, NEW = "", "del", "ins"


@dataclass(frozen=True)
class Piece:
    """A run of words; `mark` says whether it is gone, new, or the same in both."""

    mark: str
    text: str


@dataclass(frozen=True)
class Row:
    """One field, now and as proposed. `lang` is the language of its words, where they have one."""

    label: str
    now: tuple[Piece, ...]
    sent: tuple[Piece, ...]
    lang: str = ""

    @property
    def changed(self) -> bool:
        return any(piece.mark for piece in self.now + self.sent)


@dataclass(frozen=True)
class PictureMark:
    """A picture in one of the two versions; `mark` is gone, new or plain."""

    picture_id: int
    alts: Texts
    mark: str


def compare(old: Content | None, new: Content, names: "Names") -> list[Row]:
    """Every field but the pictures. Without an old version there is nothing to mark."""
    after = dict(_fields(new, names))
    if old is None:
        return [
            Row(label, (), (Piece(PLAIN, text),), lang) for (label, lang), text in after.items()
        ]
    before = dict(_fields(old, names))
    return [
        Row(label, *words(before.get((label, lang), ""), after.get((label, lang), "")), lang)
        for label, lang in {**after, **before}
    ]


@dataclass(frozen=True)
class Names:
    """What ids are called in the reader's language."""

    crafts: dict[str, str]
    places: dict[str, str]
    codes: dict[str, str]


def pictures(old: Content | None, new: Content) -> tuple[list[PictureMark], list[PictureMark]]:
    """The pictures of both versions, those marked that only one of them has."""
    if old is None:
        return [], [PictureMark(p.picture_id, p.alts, PLAIN) for p in new.pictures]
    had, has = ({p.picture_id for p in content.pictures} for content in (old, new))
    now = [
        PictureMark(p.picture_id, p.alts, PLAIN if p.picture_id in has else GONE)
        for p in old.pictures
    ]
    sent = [
        PictureMark(p.picture_id, p.alts, PLAIN if p.picture_id in had else NEW)
        for p in new.pictures
    ]
    return now, sent


def pictures_changed(old: Content | None, new: Content) -> bool:
    return old is not None and [p.picture_id for p in old.pictures] != [
        p.picture_id for p in new.pictures
    ]


def words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts, with the words marked that the other does not have."""
    a, b = _tokens(old), _tokens(new)
    now: list[Piece] = []
    sent: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        same = kind == "equal"
        if i < j:
            now.append(Piece(PLAIN if same else GONE, "".join(a[i:j])))
        if k < m:
            sent.append(Piece(PLAIN if same else NEW, "".join(b[k:m])))
    return tuple(now), tuple(sent)


def _tokens(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s\w]|[\w\u200c]+", text)


def _fields(content: Content, names: Names) -> Iterator[tuple[tuple[str, str], str]]:
    for label, texts in (
        (_("Name"), content.titles),
        (_("Story"), content.stories),
        (_("Technique"), content.techniques),
        (_("Care"), content.care),
    ):
        for lang in ("fa", "en"):
            yield (label, lang), texts.get(lang, "")
    yield (_("Craft"), ""), names.crafts.get(content.craft_id or "", "")
    yield (_("Place"), ""), names.places.get(content.place_id or "", "")
    yield (_("Materials"), ""), ", ".join(_materials(content))
    yield (_("Size"), ""), _size(content.length_mm, content.width_mm, content.height_mm)
    for entry in content.variants:
        yield (
            (_("Variant %(key)s", key=format_number(int(entry.key))), ""),
            _variant(content, entry),
        )
    yield (_("Made to order"), ""), _lead_time(content)
    code = content.hs_code or ""
    yield (_("HS code"), ""), f"{code} {names.codes.get(code, '')}".strip()


def _materials(content: Content) -> Iterator[str]:
    for material in content.materials:
        share = f" {format_number(material.percent)}%" if material.percent else ""
        yield f"{local_text(material.names)}{share}"


def _variant(content: Content, entry: VariantEntry) -> str:
    whole = content.complete(entry)
    price = content.price_of(whole)
    parcel = _size(whole.packed_length_mm, whole.packed_width_mm, whole.packed_height_mm)
    parts = [
        str(local_text(entry.names)),
        format_money(price) if price else "",
        format_weight(whole.net_grams) if whole.net_grams else "",
        _("packed %(weight)s", weight=format_weight(whole.packed_grams))
        if whole.packed_grams
        else "",
        parcel,
        _("%(pieces)s ready", pieces=format_number(entry.ready)) if entry.ready else "",
    ]
    return ", ".join(filter(None, parts))


def _lead_time(content: Content) -> str:
    if not content.made_to_order:
        return str(_("no"))
    return str(_("in %(days)s days", days=format_number(content.lead_time_days or 0)))


def _size(*mm: int | None) -> str:
    sides = [format_number(Decimal(side) / 10) for side in mm if side]
    return " × ".join(sides) + (f" {_('cm')}" if sides else "")
