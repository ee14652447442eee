"""The doors of a person's account."""

from marketplace.accounts.views import (
    address,
    by_mail,
    data,
    own,
    passkeys,
    second,
    security,
    signing,
)
from marketplace.accounts.views.base import bp

__all__ = ["address", "bp", "by_mail", "data", "own", "passkeys", "second", "security", "signing"]
