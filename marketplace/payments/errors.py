"""What payments refuse."""

from flask_babel import gettext as _

from marketplace.core.errors import Conflict


class AlreadyRecorded(Conflict):
    """This very transfer has been recorded before; nothing was recorded twice."""

    def __init__(self, external_id: str, reference: str) -> None:
        super().__init__(
            _(
                "The transfer %(transfer)s has been recorded already, for %(reference)s. "
                "Nothing was recorded twice.",
                transfer=external_id,
                reference=reference,
            )
        )
        self.reference = reference
