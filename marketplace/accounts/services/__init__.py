"""What is done with accounts: made, signed in, changed, given roles, closed and opened."""

from marketplace.accounts.services.people import (
    change_password,
    choose_password,
    confirm_address,
    create_user,
    prefer,
    sign_up,
)
from marketplace.accounts.services.roles import disable, enable, grant, revoke
from marketplace.accounts.services.signing import (
    admit,
    forget_failures,
    sweep,
    taken_back,
    try_to_sign_in,
)

__all__ = [
    "admit",
    "change_password",
    "choose_password",
    "confirm_address",
    "create_user",
    "disable",
    "enable",
    "forget_failures",
    "grant",
    "prefer",
    "revoke",
    "sign_up",
    "sweep",
    "taken_back",
    "try_to_sign_in",
]
