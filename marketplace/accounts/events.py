"""What happens to accounts, for those above to react."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SignedUp:
    """Somebody asked for an account. The address is not yet known to be hers."""

    user_id: int


@dataclass(frozen=True)
class SignedUpAgain:
    """Somebody asked for an account under an address that has one; its owner should know."""

    user_id: int


@dataclass(frozen=True)
class ResetAsked:
    """Somebody asked for a new password."""

    user_id: int


@dataclass(frozen=True)
class PasswordChanged:
    user_id: int


@dataclass(frozen=True)
class SignedIn:
    user_id: int
