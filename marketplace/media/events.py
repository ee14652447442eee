"""What the domains above may want to know about pictures."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PictureReceived:
    """The original lies in storage and waits to be developed."""

    picture_id: int


@dataclass(frozen=True)
class PictureReady:
    """What the shop may show has been made, or made anew."""

    picture_id: int
