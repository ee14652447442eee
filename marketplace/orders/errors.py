"""What orders refuse."""

from flask_babel import gettext as _

from marketplace.core.errors import Conflict
from marketplace.core.money import Money
from marketplace.localisation.formats import format_money


class TotalChanged(Conflict):
    """The total that was shown is not the total now; nothing was ordered."""

    def __init__(self, total: Money) -> None:
        super().__init__(
            _(
                "The total is %(total)s now. Nothing has been ordered yet: look at it again.",
                total=format_money(total),
            )
        )
        self.total = total


class NotToBeHad(Conflict):
    """A piece of the bag cannot be ordered as it stands there; nothing was ordered."""

    def __init__(self, title: str, left: int) -> None:
        if left:
            message = _("Of “%(title)s” only %(left)s can be had now.", title=title, left=left)
        else:
            message = _("“%(title)s” cannot be had any more.", title=title)
        super().__init__(message)
        self.title, self.left = title, left


class NotYet(Conflict):
    """Something is still to be said before an order can be placed."""


class PapersMissing(Conflict):
    """A parcel stays here until these papers, named in the reader's language, are there."""

    def __init__(self, papers: list[str]) -> None:
        super().__init__(
            _("Papers are missing: %(papers)s.", papers=str(_(", ")).join(papers)),
        )
        self.papers = papers


class NotSoPaid(Conflict):
    """It cannot be paid in the way she chose; another may do."""
