"""What became of mails."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.admin.forms import MailSearch
from marketplace.admin.tables import MAILS, STATES, send_again
from marketplace.admin.views.base import bp, number_asked
from marketplace.core.db import transaction
from marketplace.desk.looking import look_at
from marketplace.notifications import queries
from marketplace.notifications.models import MailState


@bp.get("/mails")
@requires(Permission.AUDIT_READ)
def mails() -> ResponseReturnValue:
    look, form = look_at(MAILS), MailSearch()
    if look.elsewhere:
        return redirect(look.elsewhere)
    valid = form.validate()
    state = MailState(form.state.data) if valid and form.state.data else None
    page = queries.mails(form.q.data or "" if valid else "", state, number_asked())
    return render_template(
        "admin/mails.html",
        form=form,
        mails=page.mails,
        page=page,
        look=look,
        words=STATES,
        counts=queries.counts(),
        may_send=me().may(Permission.USER_MANAGE),
    ), 200 if valid else 422


@bp.post("/mails/<int:mail_id>/send")
@requires(Permission.USER_MANAGE)
def send_mail(mail_id: int) -> ResponseReturnValue:
    with transaction():
        send_again(me(), str(mail_id))
    flash(_("The mail goes out again in a moment."))
    return redirect(url_for("admin.mails"))
