"""The register of certificates as a table: columns and files."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from marketplace.accounts.permissions import Permission
from marketplace.core.digits import to_latin
from marketplace.desk.tables import Asked, Column, Filters, Table
from marketplace.localisation.languages import local_text
from marketplace.pardis.credentials import queries
from marketplace.pardis.credentials.models import Certificate
from marketplace.pardis.credentials.words import STANDINGS


def text_in(values: Filters) -> str:
    return " ".join(values.get("q", "").replace("\0", "").split())[:60]


def _count(asked: Asked) -> int:
    return queries.count(to_latin(text_in(asked.filters)))


def _rows(asked: Asked) -> Iterator[Certificate]:
    return queries.all_certificates(to_latin(text_in(asked.filters)))


CERTIFICATES = Table(
    name="certificates",
    endpoint="certifying.index",
    title=_("Certificates"),
    permission=Permission.TRAINING_READ,
    filters=("q",),
    columns=(
        Column("number", _("Number"), lambda r: r.number, fixed=True),
        Column("code", _("Code"), lambda r: r.code, usual=False),
        Column("name", _("Name"), lambda r: r.name),
        Column("latin", _("Name in English"), lambda r: r.latin_name, usual=False),
        Column("course", _("Course"), lambda r: local_text(r.content["course"])),
        Column("group", _("Group"), lambda r: r.enrolment.group.number, usual=False),
        Column("issued", _("Given out"), lambda r: r.issued_on),
        Column("valid", _("Holds until"), lambda r: r.valid_until, usual=False),
        Column("standing", _("Status"), lambda r: STANDINGS[r.standing][0]),
    ),
    count=_count,
    rows=_rows,
)
