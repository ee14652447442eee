"""What the catalogue refuses."""

from collections.abc import Sequence

from flask_babel import gettext as _

from marketplace.catalogue.gaps import Gap
from marketplace.core.errors import Conflict, Forbidden, Invalid


class Incomplete(Invalid):
    """The piece lacks something; `gaps` says what, and on which screen it is filled in."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__(_("Something is still missing."))
        self.gaps = gaps


class Changed(Conflict):
    """Somebody saved the proposal after this page was opened."""

    def __init__(self) -> None:
        super().__init__(_("Someone else changed this just now. Look again, then decide."))


class StaleBase(Conflict):
    """The piece in the shop is newer than the one this proposal was begun on."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The piece in the shop has changed since this proposal was begun. "
                "Send it back, so that it is begun anew."
            )
        )


class NotOpen(Conflict):
    """The proposal is not where it could be edited."""

    def __init__(self) -> None:
        super().__init__(_("This has been sent. Take it back first if you want to change it."))


class OwnWork(Forbidden):
    """Four eyes: who made or edited it does not decide on it."""

    def __init__(self) -> None:
        super().__init__(_("You worked on this yourself, so somebody else must decide."))


class CodeNotConfirmed(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _("The customs code must be proposed by one person and confirmed by another.")
        )


class PicturesNotReady(Conflict):
    def __init__(self) -> None:
        super().__init__(_("The photographs are still being prepared. Try again in a minute."))
