"""What a revision says: everything of a product that people write, as one immutable value."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from marketplace.core.db import Json, Texts
from marketplace.core.money import Money

MOST_PICTURES = 12
MOST_VARIANTS = 12


class BadContent(ValueError):
    """The stored content says something this version of the program does not know."""


@dataclass(frozen=True)
class _Part:
    """Reads and writes itself as JSON; a key it does not know is a fault, never lost in silence."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        unknown = set(data) - {f.name for f in fields(cls)}
        if unknown:
            raise BadContent(f"{cls.__name__} has no {', '.join(sorted(unknown))}")
        return cls(**data)

    def as_json(self) -> Json:
        return dict(_plain(asdict(self)))


@dataclass(frozen=True)
class PictureEntry(_Part):
    """One picture in its place; `alts` says in each language what it shows."""

    picture_id: int
    alts: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class MaterialEntry(_Part):
    names: Texts
    percent: int | None = None


@dataclass(frozen=True)
class VariantEntry(_Part):
    """A size or colour. `ready` are the pieces that lie finished when it is approved; weights left
    empty are those of the first variant."""

    key: str = "1"
    names: Texts = field(default_factory=dict)
    price_minor: int | None = None
    net_grams: int | None = None
    packed_grams: int | None = None
    packed_length_mm: int | None = None
    packed_width_mm: int | None = None
    packed_height_mm: int | None = None
    ready: int | None = None


@dataclass(frozen=True)
class Content(_Part):
    """Sizes are millimetres of the finished piece, prices minor units of `currency`."""

    currency: str = "EUR"
    pictures: tuple[PictureEntry, ...] = ()
    titles: Texts = field(default_factory=dict)
    stories: Texts = field(default_factory=dict)
    techniques: Texts = field(default_factory=dict)
    care: Texts = field(default_factory=dict)
    craft_id: str | None = None
    place_id: str | None = None
    hs_code: str | None = None
    materials: tuple[MaterialEntry, ...] = ()
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    made_to_order: bool = False
    lead_time_days: int | None = None
    variants: tuple[VariantEntry, ...] = (VariantEntry(),)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        parts = {
            "pictures": PictureEntry.from_json,
            "materials": MaterialEntry.from_json,
            "variants": VariantEntry.from_json,
        }
        read = {k: tuple(map(parts[k], v)) if k in parts else v for k, v in data.items()}
        return super().from_json(read)

    @property
    def first(self) -> VariantEntry:
        return self.variants[0]

    def price_of(self, variant: VariantEntry) -> Money | None:
        if variant.price_minor is None:
            return None
        return Money(variant.price_minor, self.currency)

    def complete(self, variant: VariantEntry) -> VariantEntry:
        """The variant with what it takes over from the first."""
        inherited = {
            name: getattr(self.first, name)
            for name in (
                "price_minor",
                "net_grams",
                "packed_grams",
                "packed_length_mm",
                "packed_width_mm",
                "packed_height_mm",
            )
            if getattr(variant, name) is None
        }
        return replace(variant, **inherited)


def _plain(value: Any) -> Any:
    """Tuples as lists, as JSON reads them back, so that equal contents are equal JSON."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value
