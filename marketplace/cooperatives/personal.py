"""What cooperatives know of a maker who has an account."""

from flask_babel import gettext as _
from sqlalchemy import or_, select

from marketplace.accounts.events import PersonErased
from marketplace.accounts.models import User
from marketplace.accounts.personal import Facts, Knower
from marketplace.cooperatives.events import ArtisanChanged
from marketplace.cooperatives.models import Artisan, Membership
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.events import announce

NAMELESS = {"en": "A maker of Gilan", "fa": "سازنده‌ای از گیلان"}


def tell(user: User) -> Facts:
    artisan = artisan_of(user.id)
    if artisan is None:
        return {}
    return {
        "names": artisan.names,
        "stories": artisan.stories,
        "place": artisan.place_id,
        "phone": artisan.phone,
        "sheba": artisan.sheba,
        "works_since": artisan.works_since,
        "memberships": [
            {"cooperative": m.cooperative.names, "from": m.starts_on, "to": m.ends_on}
            for m in db.session.scalars(_memberships(artisan))
        ],
    }


def obstacles(user: User) -> list[str]:
    artisan = artisan_of(user.id)
    if artisan is None:
        return []
    now_or_later = or_(Membership.ends_on.is_(None), Membership.ends_on > today())
    belonging = db.session.scalars(_memberships(artisan).where(now_or_later)).all()
    return [_("You are still a member of a cooperative. Ask it to end that.")] if belonging else []


def forget(event: PersonErased) -> None:
    """Her sold pieces keep the name that was agreed on each order; nothing else says it."""
    artisan = artisan_of(event.user_id)
    if artisan is None:
        return
    artisan.names, artisan.stories, artisan.slug = dict(NAMELESS), {}, f"maker-{artisan.id}"
    artisan.phone = artisan.sheba = artisan.user_id = artisan.portrait_id = None
    artisan.works_since = None
    db.session.flush()
    announce(ArtisanChanged(artisan.id))


def artisan_of(user_id: int) -> Artisan | None:
    found: Artisan | None = db.session.scalar(select(Artisan).where(Artisan.user_id == user_id))
    return found


def _memberships(artisan: Artisan):  # type: ignore[no-untyped-def]
    return select(Membership).where(Membership.artisan_id == artisan.id).order_by(Membership.id)


KNOWER = Knower(tell, obstacles)
