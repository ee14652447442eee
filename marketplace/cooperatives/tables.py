"""Makers as a table: columns and files. Numbers and accounts of people are no part of it."""

from collections.abc import Iterator

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from marketplace.accounts.permissions import Permission
from marketplace.cooperatives import queries
from marketplace.cooperatives.models import Membership
from marketplace.core.forms import tidy
from marketplace.desk.tables import Asked, Column, Filters, Table
from marketplace.localisation.languages import local_text


def text_in(values: Filters) -> str:
    return str(tidy(values.get("q", "")))[:100]


def account_word(row: Membership) -> str:
    return str(gettext("her own") if row.artisan.user_id else gettext("kept by us"))


def _count(asked: Asked) -> int:
    return queries.count_of_members(asked.scope, text_in(asked.filters))


def _rows(asked: Asked) -> Iterator[Membership]:
    return queries.all_members(asked.scope, text_in(asked.filters))


MAKERS = Table(
    name="makers",
    endpoint="members.index",
    title=_("Makers"),
    permission=Permission.MEMBER_READ,
    filters=("q",),
    columns=(
        Column("maker", _("Maker"), lambda r: local_text(r.artisan.names), fixed=True),
        Column("other", _("Name in English"), lambda r: r.artisan.names.get("en"), usual=False),
        Column("place", _("Place"), lambda r: local_text(r.artisan.place.names)),
        Column("house", _("Cooperative"), lambda r: local_text(r.cooperative.names), usual=False),
        Column("number", _("Number"), lambda r: r.member_number),
        Column("account", _("Account"), account_word),
        Column("since", _("Member since"), lambda r: r.starts_on),
        Column("until", _("Member until"), lambda r: r.ends_on),
        Column("works", _("At the craft since"), lambda r: r.artisan.works_since, usual=False),
    ),
    count=_count,
    rows=_rows,
)
