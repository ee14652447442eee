"""Short names for addresses, and new rows that bear one."""

import re
import secrets
import unicodedata

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.cooperatives.errors import Taken
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.db import Texts, db

LONGEST = 50


def free_slug(model: type[Artisan] | type[Cooperative], names: Texts) -> str:
    """The English name as an address has it; with a few letters more where that is taken, and of
    nothing but such letters where there is no English name."""
    plain = unicodedata.normalize("NFKD", names.get("en", "")).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST].strip("-")
    taken = db.session.scalar(select(model.id).where(model.slug == slug)) if slug else True
    return f"{slug or model.__name__.lower()}-{secrets.token_hex(3)}" if taken else slug


def put_down(thing: Artisan | Cooperative) -> None:
    """Add a new row. Taken where somebody else added its like at the same moment."""
    db.session.add(thing)
    try:
        db.session.flush()
    except IntegrityError:
        raise Taken(_("Somebody added the same at this moment. Look, then try again.")) from None
