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


@dataclass(frozen=True)
class SecondStepChanged:
    """A second step was "added" or "removed", a "recovery" code was used, or all was "forgotten"."""

    user_id: int
    what: str


@dataclass(frozen=True)
class NewDevice:
    """Somebody signed in with a browser that was not known to have done so before."""

    user_id: int
    device: str
    address: str


@dataclass(frozen=True)
class EmailChangeAsked:
    change_id: int


@dataclass(frozen=True)
class EmailChanged:
    change_id: int


@dataclass(frozen=True)
class DataCopyReady:
    copy_id: int


@dataclass(frozen=True)
class PersonErased:
    """An account is to be made nameless; those above forget what they know of the person."""

    user_id: int
    email: str
