"""What is written to makers who have an account, in their language."""

from typing import Any

from marketplace.cooperatives.models import Artisan
from marketplace.localisation.formats import format_money
from marketplace.notifications import services as notifications
from marketplace.pardis.consignment.models import Note, Settlement


def offered(note: Note) -> None:
    """There is a note to accept."""
    pieces = sum(line.quantity for line in note.lines)
    _send(note.artisan, f"note:{note.id}", "consignment_offered", note.number, pieces=pieces)


def settled(settlement: Settlement) -> None:
    """A month is settled; so much is hers."""
    user = settlement.artisan.user
    _send(
        settlement.artisan,
        f"settlement:{settlement.id}",
        "consignment_settled",
        settlement.number,
        net=format_money(settlement.net, user.locale if user else "fa"),
    )


def _send(artisan: Artisan, key: str, template: str, number: str, **context: Any) -> None:
    user = artisan.user
    if user is None or not user.is_active:
        return
    notifications.send(
        key=f"{key}:{template}",
        to=user.email,
        locale=user.locale,
        template=template,
        context={
            "name": artisan.names.get(user.locale) or user.name,
            "number": number,
            **context,
        },
        about=number,
    )
