"""States of payments in words."""

from flask_babel import lazy_gettext

from marketplace.payments.models import DisputeState, Match, PaymentState, RefundState

STATES = {
    PaymentState.EXPECTED: (lazy_gettext("Not paid yet"), "wait"),
    PaymentState.PARTLY_PAID: (lazy_gettext("Partly paid"), "wait"),
    PaymentState.PAID: (lazy_gettext("Paid"), "ok"),
    PaymentState.CANCELLED: (lazy_gettext("No longer awaited"), ""),
}
MATCHES = {
    Match.EXACT: (lazy_gettext("Exactly what was due"), "ok"),
    Match.PARTIAL: (lazy_gettext("A part"), "wait"),
    Match.OVER: (lazy_gettext("More than was due"), "info"),
    Match.DUPLICATE: (lazy_gettext("Recorded before"), "bad"),
    Match.UNMATCHED: (lazy_gettext("No payment found for it"), "bad"),
}
REFUNDS = {
    RefundState.OWED: ("wait", lazy_gettext("Owed back")),
    RefundState.SENT: ("wait", lazy_gettext("On its way by itself")),
    RefundState.PAID: ("ok", lazy_gettext("Sent back")),
    RefundState.FAILED: ("bad", lazy_gettext("Did not arrive")),
}
DISPUTES = {
    DisputeState.INQUIRY: ("wait", lazy_gettext("The buyer’s bank asks")),
    DisputeState.OPEN: ("bad", lazy_gettext("The buyer’s bank asks for the money back")),
    DisputeState.WON: ("ok", lazy_gettext("The dispute is won")),
    DisputeState.LOST: ("bad", lazy_gettext("The dispute is lost")),
    DisputeState.CLOSED: ("", lazy_gettext("The bank asks no further")),
}
