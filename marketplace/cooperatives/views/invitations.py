"""Inviting makers, and accepting."""

from urllib.parse import urljoin

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, public, requires, visitor
from marketplace.accounts.permissions import Permission
from marketplace.accounts.sessions import WANTED
from marketplace.config import settings
from marketplace.cooperatives import queries
from marketplace.cooperatives.errors import InvitationClosed
from marketplace.cooperatives.forms.members import InvitationForm
from marketplace.cooperatives.forms.office import BareForm
from marketplace.cooperatives.models import Artisan, Invitation
from marketplace.cooperatives.services import invitations
from marketplace.cooperatives.views import members
from marketplace.cooperatives.views.chosen import choices
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.limits import limiter
from marketplace.core.qr import qr_code
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.notifications import services as notifications

bp = Blueprint("invitations", __name__, url_prefix=f"{LANGUAGE_PREFIX}/invitations")
MANAGE = Permission.MEMBER_MANAGE
KEPT = "invitations"
MOST_KEPT = 5


@members.bp.route("/invite", methods=["GET", "POST"], defaults={"artisan_id": None})
@members.bp.route("/<int:artisan_id>/invite", methods=["GET", "POST"])
@requires(MANAGE)
def invite(artisan_id: int | None) -> ResponseReturnValue:
    artisan = queries.artisan_in(my_scope(MANAGE), artisan_id) if artisan_id else None
    form = InvitationForm(name=artisan.names.get("fa") if artisan else None).among(choices(MANAGE))
    if form.validate_on_submit():
        try:
            with transaction():
                invited = _invite(form, artisan)
            _keep(invited.invitation.id, invited.token, form.language.data)
            return redirect(url_for("members.letter", invitation_id=invited.invitation.id))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    page = render_template("cooperatives/invite.html", form=form, artisan=artisan)
    return page, 422 if form.errors else 200


@members.bp.get("/invitations/<int:invitation_id>")
@requires(MANAGE)
def letter(invitation_id: int) -> ResponseReturnValue:
    """The invitation on paper. The link is known only to whoever made it, while she is signed in."""
    invitation = queries.invitation_in(my_scope(MANAGE), invitation_id)
    kept = session.get(KEPT, {}).get(str(invitation.id))
    address = _address(*kept) if kept else ""
    return render_template(
        "cooperatives/letter.html",
        invitation=invitation,
        address=address,
        code=qr_code(address) if address else "",
        form=BareForm(),
    )


@members.bp.post("/invitations/<int:invitation_id>/withdraw")
@requires(MANAGE)
def withdraw(invitation_id: int) -> ResponseReturnValue:
    invitation = queries.invitation_in(my_scope(MANAGE), invitation_id)
    with transaction():
        invitations.withdraw(invitation, by=me())
    flash(_("The invitation is taken back. Its link does nothing any more."))
    return redirect(url_for("members.index"))


@bp.after_request
def keep_secret(response: Response) -> Response:
    """The address is the key: no cache keeps the page, and no other site learns where one was."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.route("/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60/hour")
def accept(token: str) -> ResponseReturnValue:
    """Whoever holds the link sees who invites her; signed in, she may accept."""
    invitation = queries.invitation_by_token(token)
    person, form = visitor(), BareForm()
    try:
        invitations.refuse_closed(invitation)
        if person and form.validate_on_submit():
            with transaction():
                invitations.accept(invitation, by=person)
            flash(_("Welcome. Your first piece can go up now."))
            return redirect(url_for("studio.home"))
    except Conflict as refused:
        return _closed(invitation, refused), 409
    if person is None:
        session[WANTED] = request.path
    page = render_template(
        "cooperatives/accept.html", invitation=invitation, person=person, form=form
    )
    return page, 422 if form.errors else 200


def _invite(form: InvitationForm, artisan: Artisan | None) -> invitations.Invited:
    cooperative = queries.cooperative_in(my_scope(MANAGE), form.cooperative_id.data)
    invited = invitations.invite(
        cooperative, form.name.data, form.email.data, artisan=artisan, by=me()
    )
    _send(invited, form.language.data)
    return invited


def _closed(invitation: Invitation, refused: Conflict) -> str:
    return render_template(
        "cooperatives/closed_invitation.html",
        invitation=invitation,
        refused=refused,
        used=isinstance(refused, InvitationClosed),
    )


def _send(invited: invitations.Invited, lang: str) -> None:
    invitation = invited.invitation
    if invitation.email:
        notifications.send(
            key=f"invitation-{invitation.id}",
            to=invitation.email,
            locale=lang,
            template="invitation",
            context={
                "name": invitation.name,
                "cooperative": queries.cooperative(invitation.cooperative_id).names,
                "address": _address(invited.token, lang),
                "expires_on": invitation.expires_at.date().isoformat(),
            },
            about=f"invitation:{invitation.id}",
        )


def _keep(invitation_id: int, token: str, lang: str) -> None:
    """Remember the link in her own session, so that she can print it again today."""
    kept = {**session.get(KEPT, {}), str(invitation_id): [token, lang]}
    session[KEPT] = dict(list(kept.items())[-MOST_KEPT:])


def _address(token: str, lang: str) -> str:
    return urljoin(settings().base_url, url_for("invitations.accept", token=token, lang=lang))
