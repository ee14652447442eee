"""What the stock refuses."""

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.core import meters
from marketplace.core.errors import Conflict


class OutOfStock(Conflict):
    """Fewer pieces can be had than were asked for."""

    def __init__(self, variant_id: int, available: int) -> None:
        if available:
            message = ngettext(
                "Only %(num)s piece is left.", "Only %(num)s pieces are left.", available
            )
        else:
            message = _("Someone else was faster: no piece is left.")
        super().__init__(message)
        meters.refused("stock")
        self.variant_id = variant_id
        self.available = available
