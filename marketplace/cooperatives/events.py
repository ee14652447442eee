"""What cooperatives and their members announce."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CooperativeSuspended:
    """It may take no new orders; what it owes stays owed."""

    cooperative_id: int


@dataclass(frozen=True)
class CooperativeReinstated:
    cooperative_id: int


@dataclass(frozen=True)
class CooperativeChanged:
    """Something that the shop shows of it is different now."""

    cooperative_id: int


@dataclass(frozen=True)
class ArtisanChanged:
    """Something that the shop shows of her is different now."""

    artisan_id: int


@dataclass(frozen=True)
class MemberJoined:
    """Somebody is a member from today; `crafts` are those named in her invitation."""

    artisan_id: int
    cooperative_id: int
    crafts: tuple[str, ...]
