"""What moves, loans, write-offs and counts are called, with the colours of their states."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from marketplace.inventory.models import (
    CountState,
    TransferKind,
    TransferState,
    WriteOffState,
)

TRANSFER_KINDS: Mapping[TransferKind, object] = {
    TransferKind.MOVE: _("Move"),
    TransferKind.LOAN: _("Loan to an exhibition"),
}
TRANSFER_STATES: Mapping[TransferState, tuple[object, str]] = {
    TransferState.SENT: (_("On the way"), "wait"),
    TransferState.RECEIVED: (_("Received"), "ok"),
}
WRITE_OFF_STATES: Mapping[WriteOffState, tuple[object, str]] = {
    WriteOffState.ASKED: (_("Waits for a second person"), "wait"),
    WriteOffState.DONE: (_("Written off"), "info"),
    WriteOffState.REFUSED: (_("Refused"), "bad"),
}
COUNT_STATES: Mapping[CountState, tuple[object, str]] = {
    CountState.COUNTING: (_("Being counted"), "wait"),
    CountState.REVIEW: (_("In review"), "lotus"),
    CountState.POSTED: (_("Booked"), "ok"),
    CountState.GIVEN_UP: (_("Given up"), ""),
}
