"""The places people live and work in, for choosing."""

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.core.db import db
from marketplace.localisation.languages import language
from marketplace.localisation.letters import alphabetical
from marketplace.localisation.models import Place


def places() -> Sequence[Place]:
    """All places, in the order of the reader's alphabet."""
    lang = language()
    found = db.session.scalars(select(Place)).all()
    return sorted(found, key=lambda place: alphabetical(name_of(place, lang)))


def choices() -> list[tuple[str, str]]:
    """Id and name of every place."""
    return [(place.id, name_of(place, language())) for place in places()]


def name_of(place: Place, lang: str) -> str:
    return place.names.get(lang) or place.names.get("en") or place.id
