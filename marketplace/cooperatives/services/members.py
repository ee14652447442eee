"""Making and keeping the record of a maker, and her membership."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.cooperatives import queries
from marketplace.cooperatives.errors import AlreadyMember
from marketplace.cooperatives.events import ArtisanChanged, MemberJoined
from marketplace.cooperatives.models import Artisan, Cooperative, Membership
from marketplace.cooperatives.services.banking import masked
from marketplace.cooperatives.services.revising import (
    Trail,
    note,
    profile_now,
    said_in_words,
    write,
)
from marketplace.cooperatives.slugs import free_slug, put_down
from marketplace.core.clock import today
from marketplace.core.db import Texts, db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.events import announce


@dataclass(frozen=True)
class MakerProfile:
    """What the cooperative writes about a maker. `phone` and `sheba` are None where unknown."""

    names: Texts
    stories: Texts
    place_id: str
    phone: str | None
    sheba: str | None
    works_since: int | None


def add_member(
    cooperative: Cooperative,
    profile: MakerProfile,
    member_number: str,
    *,
    by: User,
    since: date | None = None,
) -> Artisan:
    """A new maker, without an account, who is a member from today, or has been `since` a day."""
    artisan = Artisan(slug=free_slug(Artisan, profile.names), **vars(profile))
    put_down(artisan)
    said = {field: _masked(field, value) for field, value in _said(profile).items()}
    audit.record(by, "maker.added", artisan, after=said, scope_id=cooperative.id)
    _begin(artisan, cooperative, member_number, (), by, since)
    return artisan


def join(
    artisan: Artisan,
    cooperative: Cooperative,
    member_number: str = "",
    crafts: tuple[str, ...] = (),
    *,
    by: User,
) -> Membership:
    """She is a member from today. One belongs to one cooperative at a time."""
    queries.locked_artisan(artisan.id)
    held = queries.current_membership(artisan)
    if held is None:
        return _begin(artisan, cooperative, member_number, crafts, by)
    if held.cooperative_id != cooperative.id:
        raise AlreadyMember(
            _("She is still a member of another cooperative. That has to end first.")
        )
    return held


def _begin(
    artisan: Artisan,
    cooperative: Cooperative,
    member_number: str,
    crafts: tuple[str, ...],
    by: User,
    since: date | None = None,
) -> Membership:
    starts_on = since or today()
    membership = Membership(
        artisan_id=artisan.id,
        cooperative_id=cooperative.id,
        starts_on=starts_on,
        member_number=member_number,
    )
    db.session.add(membership)
    audit.record(
        by,
        "membership.begun",
        membership,
        after={"artisan": artisan.id, "starts_on": starts_on.isoformat()},
        scope_id=cooperative.id,
    )
    announce(MemberJoined(artisan.id, cooperative.id, crafts))
    return membership


def revise_maker(
    artisan: Artisan, profile: MakerProfile, version: int, scope_id: int, *, by: User
) -> None:
    """Write what is told of a maker, unless somebody else has saved since `version` was read."""
    artisan = queries.locked_artisan(artisan.id)
    now, wanted = _said(profile_of(artisan)), _said(profile)
    trail = Trail("maker.revised", scope_id, _masked)
    if changed := write(artisan, profile, now, wanted, version, trail):
        note(artisan, changed, now, wanted, trail, by)
        announce(ArtisanChanged(artisan.id))


def end_membership(membership: Membership, on: date, reason: str, *, by: User) -> None:
    """She is no member from the day on. Her pieces, orders and money stay as they are."""
    queries.locked_artisan(membership.artisan_id)
    db.session.refresh(membership)
    if membership.ends_on is not None:
        raise Conflict(_("This membership has ended already."))
    if on < membership.starts_on:
        raise Invalid(_("It cannot end before it began."), "ends_on")
    membership.ends_on = on
    audit.record(
        by,
        "membership.ended",
        membership,
        after={"artisan": membership.artisan_id, "ends_on": on.isoformat(), "reason": reason},
        scope_id=membership.cooperative_id,
    )
    announce(ArtisanChanged(membership.artisan_id))


def set_portrait(artisan: Artisan, picture_id: int | None, scope_id: int, *, by: User) -> None:
    before, artisan.portrait_id = artisan.portrait_id, picture_id
    audit.record(
        by,
        "maker.portrait",
        artisan,
        before={"portrait": before},
        after={"portrait": picture_id},
        scope_id=scope_id,
    )
    announce(ArtisanChanged(artisan.id))


def profile_of(artisan: Artisan) -> MakerProfile:
    return profile_now(MakerProfile, artisan)


def _said(profile: MakerProfile) -> dict[str, str]:
    """Each thing the profile says, by the name of its field in the form."""
    return said_in_words(profile.names, profile.stories) | {
        "place_id": profile.place_id,
        "phone": profile.phone or "",
        "sheba": profile.sheba or "",
        "works_since": str(profile.works_since or ""),
    }


def _masked(field: str, value: str) -> str:
    return masked(value) if value and field in {"phone", "sheba"} else value
