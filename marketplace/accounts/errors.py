"""What can go wrong with accounts."""

from http import HTTPStatus

from marketplace.core.errors import Conflict, DomainError, NotFound


class BadLink(NotFound):
    """A link that we did not make, or not for this."""


class ExpiredLink(BadLink):
    """A link of ours that has run out or has done its work."""


class AddressTaken(Conflict):
    """Somebody has an account under this address already."""


class TooSoon(DomainError):
    """A sign-in that has to wait `seconds` after those that failed."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, message: object, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class StillNeeded(Conflict):
    """Somebody cannot be forgotten yet; `reasons` are sentences for her."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons
