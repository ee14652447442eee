"""What the counter refuses."""

from marketplace.core.errors import Conflict


class NoShift(Conflict):
    """Nobody has opened the till."""


class Unsent(Conflict):
    """Sales of the shift lie on a device still."""
