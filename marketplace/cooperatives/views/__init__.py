"""Pages about cooperatives and their members."""

from marketplace.cooperatives.views import invitations, members, register, settings

BLUEPRINTS = (members.bp, invitations.bp, settings.bp, register.bp)

__all__ = ["BLUEPRINTS"]
