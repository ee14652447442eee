"""Mails as a table: filters, columns, files, and sending many once more."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.core.errors import Conflict
from marketplace.desk.tables import Act, Asked, Column, Filters, Table
from marketplace.notifications import queries, services
from marketplace.notifications.models import Mail, MailState

STATES = {
    MailState.WAITING: (_("waiting"), "wait"),
    MailState.SENDING: (_("being handed over"), "wait"),
    MailState.UNCERTAIN: (_("may have arrived"), "bad"),
    MailState.SENT: (_("sent"), "ok"),
    MailState.FAILED: (_("failed"), "bad"),
}


def search_in(values: Filters) -> tuple[str, MailState | None]:
    state = values.get("state", "")
    return values.get("q", ""), MailState(state) if state in set(MailState) else None


def _count(asked: Asked) -> int:
    return queries.count(*search_in(asked.filters))


def _rows(asked: Asked) -> Iterator[Mail]:
    return queries.all_mails(*search_in(asked.filters))


def send_again(user: User, key: str, _choice: str = "") -> None:
    mail = queries.mail(int(key))
    if mail.state not in services.TO_SEND_BY_HAND:
        raise Conflict(_("This mail is on its way, or has arrived."))
    services.send_again(mail)
    audit.record(user, "mail.sent_again", mail)


MAILS = Table(
    name="mails",
    endpoint="admin.mails",
    title=_("Mails"),
    permission=Permission.AUDIT_READ,
    filters=("q", "state"),
    columns=(
        Column("to", _("To"), lambda r: r.to, fixed=True),
        Column("what", _("What"), lambda r: r.subject or r.template),
        Column("about", _("About"), lambda r: r.about),
        Column("written", _("Written"), lambda r: r.created_at),
        Column("state", _("Status"), lambda r: STATES[r.state][0]),
        Column("sent", _("Sent on"), lambda r: r.sent_at, usual=False),
        Column("tries", _("Tries"), lambda r: r.attempts, usual=False),
    ),
    count=_count,
    rows=_rows,
    acts=(Act("send", _("Send again"), Permission.USER_MANAGE, do=send_again),),
)
