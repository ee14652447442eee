"""Consignment notes as a table: columns and files."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from marketplace.accounts.permissions import Permission
from marketplace.desk.tables import Asked, Column, Filters, Table
from marketplace.localisation.languages import local_text
from marketplace.pardis.consignment.queries import lists, notes
from marketplace.pardis.consignment.queries.notes import NoteRow
from marketplace.pardis.consignment.words import NOTE_STATES


def view_in(values: Filters) -> str:
    return "all" if values.get("view") == "all" else "open"


def _count(asked: Asked) -> int:
    return notes.count_of_notes(*lists.chosen(view_in(asked.filters)))


def _rows(asked: Asked) -> Iterator[NoteRow]:
    return notes.all_notes(*lists.chosen(view_in(asked.filters)))


NOTES = Table(
    name="notes",
    endpoint="consignment.index",
    title=_("Consignment notes"),
    permission=Permission.CONSIGNMENT_READ,
    filters=("view",),
    columns=(
        Column("number", _("Note"), lambda r: r.note.number, fixed=True),
        Column("maker", _("Maker"), lambda r: local_text(r.note.artisan.names)),
        Column("place", _("Place"), lambda r: local_text(r.note.artisan.place.names), usual=False),
        Column("written", _("Written"), lambda r: r.note.created_at, usual=False),
        Column("agreed", _("Agreed"), lambda r: r.agreed),
        Column("come", _("Come"), lambda r: r.come, usual=False),
        Column("sold", _("Sold"), lambda r: r.sold),
        Column("left", _("Left"), lambda r: r.held),
        Column("days", _("Days of the oldest"), lambda r: r.days, usual=False),
        Column("until", _("Kept until"), lambda r: r.note.ends_on),
        Column("state", _("Status"), lambda r: NOTE_STATES[r.note.state][0]),
    ),
    count=_count,
    rows=_rows,
)
