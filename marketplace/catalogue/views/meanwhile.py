"""What became of a piece while somebody had its page open, beside what she typed there."""

from collections.abc import Sequence

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts import tokens
from marketplace.accounts.errors import BadLink
from marketplace.catalogue import comparison
from marketplace.catalogue.comparison import Piece
from marketplace.catalogue.content import Content
from marketplace.catalogue.forms import PhotosForm
from marketplace.catalogue.forms.review import DecideForm
from marketplace.catalogue.models import Craft, Revision, RevisionState
from marketplace.catalogue.queries import reviews
from marketplace.catalogue.reasons import CHANGES, REJECTIONS, texts_of
from marketplace.core.differences import Beside
from marketplace.localisation.formats import format_moment, format_number
from marketplace.localisation.languages import language, local_text
from marketplace.localisation.models import Place

PURPOSE = "looked at"
VERDICTS = {
    "publish": lazy_gettext("Publish"),
    "changes": lazy_gettext("Send back with note"),
    "reject": lazy_gettext("Reject"),
}
ANSWERS = {
    RevisionState.APPROVED: lazy_gettext("Published"),
    RevisionState.CHANGES_REQUESTED: lazy_gettext("Sent back"),
    RevisionState.REJECTED: lazy_gettext("Rejected"),
}


def looked_at(revision: Revision) -> str:
    """What stood on a reviewer's page, for her form to carry."""
    return tokens.sign(PURPOSE, revision.content)


def of_decision(revision: Revision, form: DecideForm) -> list[Beside]:
    """What others decided or changed since the reviewer opened the page; empty where nobody did."""
    if form.seen_version() == revision.version:
        return []
    found = _changes(revision, str(form.looked.data or ""))
    if revision.state is not RevisionState.IN_REVIEW:
        found.insert(0, Beside("rv", _("Decision"), _answered(revision), _typed(form)))
    return found


def of_photos(form: PhotosForm, saved: Content) -> list[Beside]:
    """Each photograph of which the page says something else than what is saved now: its place
    and words, or that it is not there."""
    now = {
        entry.picture_id: _hung(at, str(entry.alts.get(language(), "")))
        for at, entry in enumerate(saved.pictures, 1)
    }
    typed: dict[int, str] = {}
    ids: dict[int, str] = {}
    for at, row in enumerate(form.rows(), 1):
        words = row[f"alt_{language()}"]
        ids[row.number] = words.id
        gone = _("taken out")
        typed[row.number] = gone if row.remove.data else _hung(row.place.data or at, words.data)
    return [
        Beside(
            ids.get(number, form.photos.id),
            _("Photograph %(n)s", n=format_number(at)),
            now.get(number, _("not there")),
            typed.get(number, _("not on this page; it stays")),
        )
        for at, number in enumerate({**now, **typed}, 1)
        if number and now.get(number) != typed.get(number)
    ]


def names_of(*versions: Content | None) -> comparison.Names:
    """What the ids in these versions are called."""
    both = [content for content in versions if content]
    return comparison.Names(
        reviews.names_of(Craft, *(c.craft_id for c in both)),
        reviews.names_of(Place, *(c.place_id for c in both)),
        reviews.code_texts(*(c.hs_code for c in both)),
    )


def _hung(place: int, words: str | None) -> str:
    return str(_("place %(n)s", n=format_number(place))) + (f": {words}" if words else "")


def _changes(revision: Revision, token: str) -> list[Beside]:
    try:
        old = Content.from_json(tokens.read(PURPOSE, token))
    except BadLink:
        return []
    new = Content.from_json(revision.content)
    found = [
        Beside("rv", f"{row.label} {row.lang}".strip(), _text(row.sent), _text(row.now))
        for row in comparison.compare(old, new, names_of(old, new))
        if row.changed
    ]
    if comparison.pictures_changed(old, new):
        counts = (format_number(len(each.pictures)) for each in (new, old))
        found.append(Beside("rv", _("Photographs"), *counts))
    return found


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _answered(revision: Revision) -> str:
    word = str(ANSWERS.get(revision.state, _("Taken back by its maker")))
    by = reviews.people(revision.decided_by_id).get(revision.decided_by_id or 0)
    at = format_moment(revision.decided_at) if revision.decided_at else ""
    parts = [word, by.name if by else "", at]
    parts += [str(local_text(each)) for each in texts_of(revision.reasons)]
    return str(_(", ")).join(part for part in [*parts, revision.note] if part)


def _typed(form: DecideForm) -> str:
    """The answer she was about to give."""
    known = {**CHANGES, **REJECTIONS}
    ticked = [str(local_text(known[c])) for c in request.form.getlist("reasons") if c in known]
    word = str(VERDICTS.get(request.form.get("verdict", ""), ""))
    return str(_(", ")).join(part for part in [word, *ticked, form.note.data or ""] if part)
