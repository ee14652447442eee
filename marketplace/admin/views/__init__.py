"""The doors of the shell of staff."""

from marketplace.admin.views import home, mails, people, trail
from marketplace.admin.views.base import bp, office_bp

__all__ = ["bp", "home", "mails", "office_bp", "people", "trail"]
