"""What several forms have: a key, so that sending one twice does it once."""

import re
import secrets

from wtforms import HiddenField

from marketplace.accounts.models import User
from marketplace.core.forms import Form
from marketplace.inventory.services.movements import Cause


class OnceForm(Form):
    key = HiddenField(default=lambda: secrets.token_hex(16))

    def cause(self, by: User) -> Cause:
        """Who says so, and once."""
        key = str(self.key.data or "")
        if not re.fullmatch(r"[0-9a-f]{32}", key):
            key = secrets.token_hex(16)
        note = self["note"].data if "note" in self else ""
        return Cause(f"form:{key}", by, str(note or ""))
