from datetime import date
from itertools import count
from typing import Any

from marketplace.cooperatives.models import Artisan, Cooperative, CooperativeKind, Membership
from marketplace.core.db import db
from marketplace.localisation.models import Place

_numbers = count(1)


def _letters(number: int) -> str:
    return "".join(chr(65 + number // 26**place % 26) for place in (3, 2, 1, 0))


def make_place(**given: Any) -> Place:
    place = Place(
        **{
            "id": f"place-{next(_numbers)}",
            "kind": "village",
            "names": {"en": "Qasemabad", "fa": "قاسم‌آباد"},
            "source": "test",
            "as_of": date(2026, 1, 1),
        }
        | given
    )
    db.session.add(place)
    db.session.flush()
    return place


def make_cooperative(**given: Any) -> Cooperative:
    number = next(_numbers)
    cooperative = Cooperative(
        **{
            "slug": f"cooperative-{number}",
            "code": _letters(number),
            "kind": CooperativeKind.EXPORT_MANAGEMENT,
            "names": {"en": "Sefidrud Weavers", "fa": "بافندگان سفیدرود"},
            "stories": {},
            "registration_number": str(number),
            "national_id": f"{number:011d}",
            "address": {"country": "IR", "city": "Rasht"},
            "email": f"coop{number}@example.org",
            "phone": "+981333333333",
            "place_id": given.get("place_id") or make_place().id,
        }
        | given
    )
    db.session.add(cooperative)
    db.session.flush()
    return cooperative


def make_artisan(**given: Any) -> Artisan:
    number = next(_numbers)
    artisan = Artisan(
        **{
            "slug": f"maker-{number}",
            "names": {"en": "Golnar Bafande", "fa": "گلنار بافنده"},
            "stories": {},
            "place_id": given.get("place_id") or make_place().id,
        }
        | given
    )
    db.session.add(artisan)
    db.session.flush()
    return artisan


def make_membership(**given: Any) -> Membership:
    membership = Membership(
        **{
            "artisan": given.get("artisan") or make_artisan(),
            "cooperative": given.get("cooperative") or make_cooperative(),
            "starts_on": date(2026, 1, 1),
        }
        | given
    )
    db.session.add(membership)
    db.session.flush()
    return membership
