"""States of batches and stages of earnings, in words."""

from flask_babel import lazy_gettext

from marketplace.payouts.models import BatchState

BATCH_STATES = {
    BatchState.DRAFT: (lazy_gettext("Waits for approval"), "wait"),
    BatchState.APPROVED: (lazy_gettext("Approved, to the bank"), "info"),
    BatchState.PAID: (lazy_gettext("Paid"), "ok"),
    BatchState.DROPPED: (lazy_gettext("Given up"), ""),
}

STAGES = ("sold", "shipped", "delivered", "payable", "paid")
STAGE_WORDS = {
    "sold": (lazy_gettext("Sold"), "wait"),
    "shipped": (lazy_gettext("On its way"), "info"),
    "delivered": (lazy_gettext("Arrived"), "indigo"),
    "payable": (lazy_gettext("Ready to be paid"), "lotus"),
    "paid": (lazy_gettext("Paid to you"), "ok"),
}
