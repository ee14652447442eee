"""What can go wrong with cooperatives and memberships."""

from dataclasses import dataclass

from marketplace.core.errors import Conflict, Invalid, NotFound


class NoSuchCooperative(NotFound):
    pass


class NoSuchArtisan(NotFound):
    pass


class NoSuchInvitation(NotFound):
    pass


class NoCommissionTerm(Conflict):
    """Nothing was agreed about commission for that day."""


class NoBankAccount(Conflict):
    """There is nowhere to pay the cooperative in that currency."""


class Taken(Invalid):
    """A code, id or number that already belongs to another."""


class AlreadyMember(Conflict):
    """One belongs to one cooperative at a time."""


class InvitationClosed(Conflict):
    """The link was used, withdrawn, or has run out."""


@dataclass(frozen=True)
class Difference:
    """What one field says now, and what the second writer wanted."""

    field: str
    now: str
    wanted: str


class ChangedMeanwhile(Conflict):
    """Somebody saved first; `differences` are what she left otherwise than asked for here."""

    def __init__(self, message: object, differences: list[Difference]) -> None:
        super().__init__(message)
        self.differences = differences
