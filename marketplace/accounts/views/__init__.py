"""The doors of a person's account."""

from marketplace.accounts.views import by_mail, own, signing
from marketplace.accounts.views.base import bp

__all__ = ["bp", "by_mail", "own", "signing"]
