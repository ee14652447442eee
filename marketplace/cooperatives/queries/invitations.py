"""Invitations, by their link or for those who made them."""

from collections.abc import Sequence
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Scope
from marketplace.cooperatives.errors import NoSuchInvitation
from marketplace.cooperatives.models import Invitation
from marketplace.core.clock import now
from marketplace.core.db import db


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def invitation_by_token(token: str) -> Invitation:
    """The invitation of a link, whatever has become of it."""
    found = db.session.scalar(
        select(Invitation)
        .where(Invitation.token_hash == hash_of(token))
        .options(joinedload(Invitation.cooperative), joinedload(Invitation.artisan))
    )
    if found is None:
        raise NoSuchInvitation(_("This invitation is not known. Ask for a new link."))
    return found


def invitation_in(scope: Scope, invitation_id: int) -> Invitation:
    found = db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id, scope.clause(Invitation.cooperative_id))
        .options(joinedload(Invitation.cooperative))
    )
    if found is None:
        raise NoSuchInvitation(_("There is no such invitation."))
    return found


def open_invitations(scope: Scope) -> Sequence[Invitation]:
    """Those that can still be accepted, the newest first."""
    return db.session.scalars(
        select(Invitation)
        .where(
            scope.clause(Invitation.cooperative_id),
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now(),
        )
        .order_by(Invitation.id.desc())
        .options(joinedload(Invitation.cooperative))
    ).all()
