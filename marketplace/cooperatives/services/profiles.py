"""A cooperative's names, story and addresses; its beginning, its suspension and its return."""

from dataclasses import dataclass

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE
from marketplace.cooperatives import queries
from marketplace.cooperatives.errors import Taken
from marketplace.cooperatives.events import (
    CooperativeChanged,
    CooperativeReinstated,
    CooperativeSuspended,
)
from marketplace.cooperatives.models import Cooperative, CooperativeKind, CooperativeState
from marketplace.cooperatives.services.revising import (
    Trail,
    note,
    profile_now,
    said_in_words,
    write,
)
from marketplace.cooperatives.slugs import free_slug, put_down
from marketplace.core.db import Json, Texts, db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.events import announce


@dataclass(frozen=True)
class Profile:
    """What a manager may write about her cooperative."""

    names: Texts
    stories: Texts
    address: Json
    email: str
    phone: str
    place_id: str


@dataclass(frozen=True)
class Registration:
    """What stands on the papers of a cooperative; only administrators write it."""

    code: str
    kind: CooperativeKind
    registration_number: str
    national_id: str
    currency: str


def found(registration: Registration, profile: Profile, *, by: User) -> Cooperative:
    """A new cooperative, active from now on."""
    _refuse_taken(registration)
    cooperative = Cooperative(
        slug=free_slug(Cooperative, profile.names),
        code=registration.code,
        kind=registration.kind,
        registration_number=registration.registration_number,
        national_id=registration.national_id,
        currency=registration.currency,
        **vars(profile),
    )
    if registration.kind is CooperativeKind.CENTRE:
        cooperative.id = CENTRE
    put_down(cooperative)
    audit.record(
        by,
        "cooperative.founded",
        cooperative,
        after={"code": cooperative.code, "names": cooperative.names},
        scope_id=cooperative.id,
    )
    announce(CooperativeChanged(cooperative.id))
    return cooperative


def _refuse_taken(registration: Registration) -> None:
    for field in ("code", "national_id"):
        column, value = getattr(Cooperative, field), getattr(registration, field)
        if db.session.scalar(db.select(Cooperative.id).where(column == value)):
            raise Taken(_("Another cooperative has this already."), field)
    centre = db.session.scalar(db.select(Cooperative.id).where(Cooperative.id == CENTRE))
    if registration.kind is CooperativeKind.CENTRE and centre is not None:
        raise Taken(_("The handicraft centre is on the register already."), "kind")


def revise(cooperative: Cooperative, profile: Profile, version: int, *, by: User) -> None:
    """Write the profile, unless somebody else has saved since `version` was read."""
    cooperative = queries.locked_cooperative(cooperative.id)
    now, wanted = _said(profile_of(cooperative)), _said(profile)
    trail = Trail("cooperative.revised", cooperative.id)
    if changed := write(cooperative, profile, now, wanted, version, trail):
        note(cooperative, changed, now, wanted, trail, by)
        announce(CooperativeChanged(cooperative.id))


def suspend(cooperative: Cooperative, reason: str, *, by: User) -> None:
    """Take it off the shelves and stop new sales. Orders, payments and payouts go on."""
    if not reason:
        raise Invalid(_("Say why, so that the cooperative can be told."), "reason")
    _move(cooperative, CooperativeState.SUSPENDED, reason, by)
    announce(CooperativeSuspended(cooperative.id))


def reinstate(cooperative: Cooperative, reason: str, *, by: User) -> None:
    """Let it sell again."""
    _move(cooperative, CooperativeState.ACTIVE, reason, by)
    announce(CooperativeReinstated(cooperative.id))


def _move(cooperative: Cooperative, to: CooperativeState, reason: str, by: User) -> None:
    cooperative = queries.locked_cooperative(cooperative.id)
    before = cooperative.state
    if before is to:
        raise Conflict(_("Somebody else has done this already."))
    cooperative.state = to
    verb = "suspended" if to is CooperativeState.SUSPENDED else "reinstated"
    audit.record(
        by,
        f"cooperative.{verb}",
        cooperative,
        before={"state": before.value},
        after={"state": to.value, "reason": reason},
        scope_id=cooperative.id,
    )


def profile_of(cooperative: Cooperative) -> Profile:
    return profile_now(Profile, cooperative)


def _said(profile: Profile) -> dict[str, str]:
    """Each thing the profile says, by the name of its field in the form."""
    said = said_in_words(profile.names, profile.stories)
    for key in ("street", "street_fa", "city", "postal_code"):
        said[key] = str(profile.address.get(key, ""))
    return said | {"email": profile.email, "phone": profile.phone, "place_id": profile.place_id}
