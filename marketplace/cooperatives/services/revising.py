"""Writing over what is told of a cooperative or a maker, unless somebody else has written since."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.cooperatives.errors import ChangedMeanwhile, Difference
from marketplace.core.db import Texts
from marketplace.localisation.languages import LANGUAGES

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

P = TypeVar("P", bound="DataclassInstance")

Said = Mapping[str, str]
"""Each thing that is told, by the name of its field in the form."""


def profile_now(kind: type[P], thing: Any) -> P:
    """What is told of a thing now: it has each field of its profile under the same name."""
    return kind(**{field.name: getattr(thing, field.name) for field in fields(kind)})


def said_in_words(names: Texts, stories: Texts) -> dict[str, str]:
    """Names and stories by the names of their fields in the forms."""
    told = {"name": names, "story": stories}
    return {
        f"{what}_{lang}": texts.get(lang, "") for what, texts in told.items() for lang in LANGUAGES
    }


def as_it_is(_field: str, value: str) -> str:
    return value


@dataclass(frozen=True)
class Trail:
    """How the change stands in the audit trail; `shown` masks what is personal."""

    action: str
    scope_id: int
    shown: Callable[[str, str], str] = as_it_is


def write(thing: Any, profile: Any, now: Said, wanted: Said, seen: int, trail: Trail) -> list[str]:
    """Put the profile down on the locked thing; what has changed by it. `ChangedMeanwhile` where
    somebody has saved since the version `seen` and it makes a difference."""
    changed = [field for field in now if now[field] != wanted[field]]
    if changed and thing.version != seen:
        told = [Difference(f, trail.shown(f, now[f]), trail.shown(f, wanted[f])) for f in changed]
        raise ChangedMeanwhile(_("Somebody saved these details after you opened them."), told)
    if changed:
        for name, value in vars(profile).items():
            setattr(thing, name, value)
    return changed


def note(thing: Any, changed: list[str], now: Said, wanted: Said, trail: Trail, by: User) -> None:
    audit.record(
        by,
        trail.action,
        thing,
        before={field: trail.shown(field, now[field]) for field in changed},
        after={field: trail.shown(field, wanted[field]) for field in changed},
        scope_id=trail.scope_id,
    )
