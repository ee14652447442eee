"""States of payments in words."""

from flask_babel import lazy_gettext

from marketplace.payments.models import Match, PaymentState

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
