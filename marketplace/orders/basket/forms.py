"""What is said of a bag besides its pieces."""

from typing import Self

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, TextAreaField
from wtforms.validators import Length, Optional

from marketplace.core.forms import Form

LONGEST = 300


class GiftForm(Form):
    """Whether all of it is a gift, and the words of the card."""

    is_gift = BooleanField(_("This is a gift."))
    words = TextAreaField(
        _("What the card says"),
        [Optional(), Length(max=LONGEST, message=_("Keep this under 300 characters."))],
    )

    @classmethod
    def of(cls, note: str | None) -> Self:
        """Filled with what was said before."""
        return cls(formdata=None, data={"is_gift": note is not None, "words": note or ""})

    def note(self) -> str | None:
        """The words, perhaps none; None where it is no gift."""
        return (self.words.data or "") if self.is_gift.data else None
