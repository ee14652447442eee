"""People and their roles."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import queries, services
from marketplace.accounts.access import me, requires
from marketplace.accounts.models import User
from marketplace.accounts.permissions import GRANTS, Permission, Role
from marketplace.accounts.services import second
from marketplace.admin.changes import read_for
from marketplace.admin.forms import GRANTABLE, GrantForm, PeopleSearch
from marketplace.admin.queries import cooperative_names, trail_about
from marketplace.admin.views.base import Pager, bp, number_asked
from marketplace.admin.words import PERMISSION_GROUPS, PERMISSION_NAMES, act_name, clock
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, Invalid


@bp.get("/users")
@requires(Permission.USER_READ)
def users() -> ResponseReturnValue:
    form = PeopleSearch()
    valid = form.validate()
    role = Role(form.role.data) if valid and form.role.data else None
    page = queries.people(form.q.data or "" if valid else "", role, number_asked())
    return render_template(
        "admin/users.html",
        form=form,
        people=page.people,
        seen=page.seen,
        page=Pager(page),
        names=cooperative_names(),
        roles=GRANTABLE,
        grants=GRANTS,
        permissions=PERMISSION_NAMES,
        groups=PERMISSION_GROUPS,
    ), 200 if valid else 422


@bp.get("/users/<int:user_id>")
@requires(Permission.USER_READ)
def user(user_id: int) -> ResponseReturnValue:
    return _page(queries.person(user_id), GrantForm(), 200)


@bp.post("/users/<int:user_id>/grant")
@requires(Permission.USER_MANAGE)
def grant(user_id: int) -> ResponseReturnValue:
    form, person = GrantForm(), queries.person(user_id)
    form.among(cooperative_names())
    if form.validate():
        role, scope = Role(form.role.data), int(form.scope.data) if form.scope.data else None
        try:
            with transaction():
                services.grant(person, role, scope, me())
        except Invalid as error:
            form.refuse(error.field, error.message)
        else:
            flash(_("The role is given."))
            return redirect(url_for("admin.user", user_id=user_id))
    return _page(person, form, 422)


@bp.post("/users/<int:user_id>/revoke/<int:grant_id>")
@requires(Permission.USER_MANAGE)
def revoke(user_id: int, grant_id: int) -> ResponseReturnValue:
    person = queries.person(user_id)
    with transaction():
        for held in [g for g in person.grants if g.id == grant_id]:
            services.revoke(person, held.role, held.scope_id, me())
    flash(_("The role is taken away."))
    return redirect(url_for("admin.user", user_id=user_id))


@bp.route("/users/<int:user_id>/close", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
def close_user(user_id: int) -> ResponseReturnValue:
    """A page of its own for what ends somebody's work."""
    person = queries.person(user_id)
    if request.method == "GET":
        return render_template("admin/close_user.html", person=person)
    with transaction():
        services.disable(person, me())
    flash(_("The account is closed and signed out everywhere."))
    return redirect(url_for("admin.user", user_id=user_id))


@bp.post("/users/<int:user_id>/forget-second-step")
@requires(Permission.USER_MANAGE)
def forget_second_step(user_id: int) -> ResponseReturnValue:
    """For somebody who has lost everything. Her own an administrator changes on her own pages."""
    person = queries.person(user_id)
    if person.id == me().id:
        raise Conflict(_("Ask another administrator to do that."))
    with transaction():
        second.forget_all(person, me())
    flash(
        _("She has no second step any more and is told by mail. Be sure that it was she who asked.")
    )
    return redirect(url_for("admin.user", user_id=user_id))


@bp.post("/users/<int:user_id>/open")
@requires(Permission.USER_MANAGE)
def open_user(user_id: int) -> ResponseReturnValue:
    person = queries.person(user_id)
    with transaction():
        services.enable(person, me())
    flash(_("The account is open again."))
    return redirect(url_for("admin.user", user_id=user_id))


def _page(person: User, form: GrantForm, status: int) -> ResponseReturnValue:
    names, entries = cooperative_names(), trail_about(person)
    form.among(names)
    return render_template(
        "admin/user.html",
        person=person,
        form=form,
        names=names,
        places=queries.places_of(person),
        entries=entries,
        act_name=act_name,
        clock=clock,
        changes_of=read_for(entries),
        may_manage=me().may(Permission.USER_MANAGE),
    ), status
