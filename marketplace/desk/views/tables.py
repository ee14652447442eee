"""Saved views, and acts on many rows."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.accounts.access import me, signed_in
from marketplace.accounts.permissions import GUARDED
from marketplace.core.db import db, transaction
from marketplace.core.errors import DomainError, Invalid
from marketplace.desk import looking, queries, services
from marketplace.desk.forms import ViewForm
from marketplace.desk.tables import Act, Table, act_for, table_for
from marketplace.desk.views.base import ask_once_more, bp
from marketplace.localisation.formats import format_number

MOST_ROWS = 100


@bp.route("/<sheet>/views", methods=["GET", "POST"])
@signed_in
def save(sheet: str) -> ResponseReturnValue:
    """A name for what is looked at just now."""
    table = table_for(me(), sheet)
    form = ViewForm().among(queries.shares_of(me()), {})
    if request.method == "GET":
        form.query.data = request.query_string.decode("ascii", "replace")
    if form.validate_on_submit():
        filters, columns = looking.read(table, form.query.data or "")
        wish = services.ViewWish(
            form.name.data, filters, columns, form.chosen(), bool(form.is_default.data)
        )
        try:
            with transaction():
                view_id = services.save_view(me(), table, wish).id
            flash(_("The view is saved."), "ok")
            return redirect(looking.url_of(table, queries.own_view(me(), view_id)))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    page = render_template("desk/view.html", table=table, form=form, views=_own(table))
    return page, 422 if form.errors else 200


@bp.post("/<sheet>/views/<int:view_id>/delete")
@signed_in
def delete(sheet: str, view_id: int) -> ResponseReturnValue:
    table = table_for(me(), sheet)
    with transaction():
        services.delete_view(me(), queries.own_view(me(), view_id))
    flash(_("The view is deleted."), "ok")
    return redirect(url_for(table.endpoint, saved=looking.ALL))


@bp.post("/<sheet>/acts")
@signed_in
def act(sheet: str) -> ResponseReturnValue:
    """The same act on many rows, one after the other: what fails is told, the rest is done."""
    table = table_for(me(), sheet)
    chosen = act_for(me(), table, request.form.get("act", ""))
    if chosen.permission in GUARDED and (asked := ask_once_more()):
        return asked
    keys = list(dict.fromkeys(request.form.getlist("row")))[:MOST_ROWS]
    back = _back(table)
    if not keys:
        flash(_("Choose at least one row."), "bad")
        return redirect(back)
    if chosen.leads:
        return redirect(chosen.leads(keys))
    choice = request.form.get(f"choice-{chosen.key}", "")
    failed = _do(chosen, keys, choice)
    done = len(keys) - len(failed)
    if not failed:
        count = format_number(done)
        flash(ngettext("Done with %(n)s row.", "Done with %(n)s rows.", done, n=count), "ok")
        return redirect(back)
    return render_template(
        "desk/acted.html", table=table, act=chosen, done=done, failed=failed, back=back
    )


def _do(chosen: Act, keys: Sequence[str], choice: str) -> list[tuple[str, str]]:
    """Each in a transaction of its own; those that were refused, and why."""
    failed = []
    for key in keys:
        try:
            with transaction():
                if chosen.do:
                    chosen.do(me(), key[:60], choice[:60])
        except (DomainError, ValueError) as refused:
            db.session.expire_all()
            failed.append((key[:60], _why(refused)))
    return failed


def _why(refused: Exception) -> str:
    words = str(refused) if isinstance(refused, DomainError) else ""
    return words or _("This cannot be done with it just now.")


def _back(table: Table) -> str:
    filters, columns = looking.read(table, request.form.get("query", ""))
    given: dict[str, Any] = dict(filters)
    if frozenset(columns) != table.usual:
        given[looking.COLUMN] = columns
    return url_for(table.endpoint, **given, saved=looking.ALL)


def _own(table: Table) -> list[object]:
    return [v for v in queries.views_of(me(), table.name) if v.user_id == me().id]
