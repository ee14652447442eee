"""What states, rules and happenings are called."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from marketplace.pardis.consignment.models import (
    Bearer,
    NoteState,
    PieceEventKind,
    PieceState,
    PriceRule,
    SaleKind,
    Unsold,
)

NOTE_STATES: Mapping[NoteState, tuple[object, str]] = {
    NoteState.DRAFT: (_("Being written"), ""),
    NoteState.OFFERED: (_("Waits for the maker"), "wait"),
    NoteState.ACCEPTED: (_("Accepted, pieces to come"), "info"),
    NoteState.OPEN: (_("Pieces in keeping"), "ok"),
    NoteState.CLOSED: (_("Closed"), ""),
    NoteState.DECLINED: (_("Declined"), "bad"),
    NoteState.WITHDRAWN: (_("Given up"), ""),
}
PIECE_STATES: Mapping[PieceState, tuple[object, str]] = {
    PieceState.HELD: (_("In keeping"), "ok"),
    PieceState.SOLD: (_("Sold, to be settled"), "wait"),
    PieceState.SOLD_ONLINE: (_("Sold in the shop"), "info"),
    PieceState.SETTLED: (_("Settled"), "info"),
    PieceState.RETURNED: (_("Returned to the maker"), ""),
    PieceState.LOST: (_("Missing"), "bad"),
    PieceState.DAMAGED: (_("Damaged"), "bad"),
}
HAPPENINGS: Mapping[PieceEventKind, object] = {
    PieceEventKind.RECEIVED: _("Came to the centre"),
    PieceEventKind.SOLD: _("Sold from the shelf"),
    PieceEventKind.SOLD_ONLINE: _("Sold in the shop"),
    PieceEventKind.CAME_BACK: _("Came back from the buyer"),
    PieceEventKind.SETTLED: _("Settled"),
    PieceEventKind.RETURNED: _("Returned to the maker"),
    PieceEventKind.LOST: _("Missed"),
    PieceEventKind.FOUND: _("Found at a count"),
    PieceEventKind.DAMAGED: _("Damaged"),
}
PRICE_RULES: Mapping[PriceRule, object] = {
    PriceRule.AGREED: _("An agreed price"),
    PriceRule.MINIMUM_NET: _("A minimum for the maker"),
}
COST_BEARERS: Mapping[Bearer, object] = {
    Bearer.CENTRE: _("The centre bears them"),
    Bearer.ARTISAN: _("The maker bears them"),
}
LIABILITIES: Mapping[Bearer, object] = {
    Bearer.CENTRE: _("The centre pays for it"),
    Bearer.ARTISAN: _("The maker bears it"),
}
UNSOLD: Mapping[Unsold, object] = {
    Unsold.RETURN: _("They go back"),
    Unsold.CHEAPER: _("They become cheaper"),
    Unsold.ASK: _("The maker is asked"),
}
SALE_KINDS: Mapping[SaleKind, object] = {
    SaleKind.SOLD: _("Sold"),
    SaleKind.TAKEN_BACK: _("Sale undone"),
    SaleKind.MADE_GOOD: _("Paid for a lost piece"),
    SaleKind.FOUND_AGAIN: _("Found again"),
}
