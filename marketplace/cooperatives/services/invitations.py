"""A link that makes whoever opens it a member."""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import update

from marketplace.accounts import audit
from marketplace.accounts import services as accounts
from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.cooperatives import queries
from marketplace.cooperatives.errors import InvitationClosed
from marketplace.cooperatives.models import Artisan, Cooperative, Invitation
from marketplace.cooperatives.queries.invitations import hash_of
from marketplace.cooperatives.services.members import join
from marketplace.cooperatives.slugs import free_slug, put_down
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid

VALID = timedelta(days=30)
_PERSIAN = re.compile("[\u0600-\u06ff]")


@dataclass(frozen=True)
class Invited:
    """The invitation, and its token, which is kept nowhere."""

    invitation: Invitation
    token: str


def invite(
    cooperative: Cooperative,
    name: str,
    email: str | None,
    *,
    artisan: Artisan | None = None,
    by: User,
) -> Invited:
    """Invite somebody; with `artisan`, her to whom that record belongs."""
    if artisan:
        _refuse_for(artisan, cooperative)
    token = secrets.token_urlsafe(18)
    invitation = Invitation(
        token_hash=hash_of(token),
        cooperative_id=cooperative.id,
        artisan_id=artisan.id if artisan else None,
        name=name,
        email=email,
        expires_at=now() + VALID,
        invited_by_id=by.id,
    )
    db.session.add(invitation)
    db.session.flush()
    after = {"name": name, "artisan": invitation.artisan_id, "by_mail": bool(email)}
    audit.record(by, "invitation.made", invitation, after=after, scope_id=cooperative.id)
    return Invited(invitation, token)


def _refuse_for(artisan: Artisan, cooperative: Cooperative) -> None:
    if artisan.user_id:
        raise Conflict(_("She has an account already."))
    held = queries.current_membership(artisan)
    if held and held.cooperative_id != cooperative.id:
        raise Invalid(_("She is a member of another cooperative."), "cooperative_id")


def withdraw(invitation: Invitation, *, by: User) -> None:
    """The link does nothing any more."""
    _close(invitation, "withdrawn_at")
    audit.record(by, "invitation.withdrawn", invitation, scope_id=invitation.cooperative_id)


def accept(invitation: Invitation, *, by: User) -> Artisan:
    """She is a member from today, and a maker with a studio. Of two who open the link at once, one is."""
    _close(invitation, "accepted_at")
    artisan = _record_of(invitation, by)
    cooperative = queries.cooperative(invitation.cooperative_id)
    join(artisan, cooperative, crafts=tuple(invitation.crafts), by=by)
    accounts.grant(by, Role.ARTISAN, None, by)
    audit.record(
        by,
        "invitation.accepted",
        invitation,
        after={"artisan": artisan.id},
        scope_id=invitation.cooperative_id,
    )
    return artisan


def refuse_closed(invitation: Invitation) -> None:
    """Raise InvitationClosed, with what has become of it."""
    if invitation.accepted_at:
        raise InvitationClosed(_("This invitation has been accepted already."))
    if invitation.withdrawn_at:
        raise InvitationClosed(_("The cooperative has taken this invitation back."))
    if invitation.expires_at <= now():
        raise InvitationClosed(_("This invitation has run out."))


def _close(invitation: Invitation, column: str) -> None:
    """Set the moment, if the invitation is open at this very moment."""
    closed = db.session.scalar(
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now(),
        )
        .values({column: now()})
        .returning(Invitation.id)
    )
    db.session.refresh(invitation)
    if closed is None:
        refuse_closed(invitation)
        raise InvitationClosed(_("This invitation is not open any more."))


def _record_of(invitation: Invitation, user: User) -> Artisan:
    """The maker's record that becomes hers: her own, the one she was invited to, or a new one."""
    own, meant = queries.locked_artisan_or_none(user), invitation.artisan
    if meant is None:
        return own or _new_record(invitation, user)
    if own and own.id != meant.id:
        raise Conflict(
            _(
                "You are a maker here already, under another record. Ask the cooperative to join them."
            )
        )
    meant = queries.locked_artisan(meant.id)
    if meant.user_id not in (None, user.id):
        raise InvitationClosed(_("This invitation has been accepted already."))
    meant.user_id = user.id
    return meant


def _new_record(invitation: Invitation, user: User) -> Artisan:
    lang = "fa" if _PERSIAN.search(invitation.name) else "en"
    names = {lang: invitation.name}
    artisan = Artisan(
        slug=free_slug(Artisan, names),
        names=names,
        stories={},
        place_id=queries.cooperative(invitation.cooperative_id).place_id,
        user_id=user.id,
    )
    put_down(artisan)
    return artisan
