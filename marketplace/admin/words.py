"""What acts and permissions are called on pages."""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask_babel import lazy_gettext as _

from marketplace.accounts.permissions import Permission
from marketplace.core.digits import to_language
from marketplace.localisation.languages import language

P = Permission

ACTS: Mapping[str, object] = {
    "attendance.marked": _("marked who was there"),
    "card.forwarded": _("noted card money as sent on"),
    "commission.agreed": _("agreed on a commission"),
    "cooperative.founded": _("entered a cooperative"),
    "cooperative.reinstated": _("let a cooperative sell again"),
    "cooperative.revised": _("changed a cooperative"),
    "cooperative.suspended": _("suspended a cooperative"),
    "course.entered": _("entered a course"),
    "course.revised": _("changed a course"),
    "enrolment.accepted": _("took a seat that was offered"),
    "enrolment.enrolled": _("took a seat in a group"),
    "enrolment.waitlisted": _("went on a waiting list"),
    "enrolment.withdrawn": _("gave back a seat"),
    "gate.closed": _("withdrew a legal permission"),
    "gate.opened": _("recorded a legal permission"),
    "hs_code.confirmed": _("confirmed a customs code"),
    "hs_code.proposed": _("proposed a customs code"),
    "invitation.accepted": _("accepted an invitation"),
    "invitation.made": _("invited a maker"),
    "invitation.withdrawn": _("withdrew an invitation"),
    "consignment.settled": _("settled with a maker"),
    "note.accepted": _("recorded that a note was accepted"),
    "note.closed": _("closed a note"),
    "note.declined": _("declined a note"),
    "note.offered": _("offered a note to its maker"),
    "note.received": _("received pieces against a note"),
    "note.withdrawn": _("gave a note up"),
    "note.written": _("wrote a note"),
    "location.made": _("added a store"),
    "location.moved": _("put a store into another"),
    "mail.sent_again": _("had a mail sent again"),
    "maker.added": _("added a maker"),
    "maker.portrait": _("changed a portrait"),
    "maker.revised": _("changed a maker"),
    "membership.begun": _("began a membership"),
    "membership.ended": _("ended a membership"),
    "dispute.closed": _("closed a dispute about a card payment"),
    "dispute.opened": _("opened a dispute about a card payment"),
    "order.cancelled": _("cancelled an order"),
    "order.refunded": _("gave money of an order back"),
    "order.confirmed": _("confirmed an order"),
    "order.refused": _("refused an order under review"),
    "order.release_proposed": _("proposed to release an order"),
    "order.released": _("released an order"),
    "order.paper_put": _("put a paper to a parcel"),
    "order.paper_taken_back": _("took a paper of a parcel back"),
    "order.parcel_delivered": _("noted a parcel as arrived"),
    "order.parcel_packed": _("packed a parcel"),
    "order.parcel_shipped": _("sent a parcel"),
    "order.parcel_unpacked": _("unpacked a parcel"),
    "password.changed": _("changed a password"),
    "password.chosen": _("chose a new password by a link"),
    "payment.received": _("recorded a payment"),
    "payout_batch.approved": _("approved a payout"),
    "payout_batch.dropped": _("dropped a payout"),
    "payout_batch.exported": _("took a payout along for the bank"),
    "payout_batch.paid": _("noted a payout as paid"),
    "payout_batch.prepared": _("prepared a payout"),
    "product.archived": _("archived a piece"),
    "product.paused": _("took a piece off the shelf for a while"),
    "product.published": _("published a piece"),
    "refund.failed": _("had a refund come back"),
    "refund.paid": _("noted a refund as paid"),
    "refund.requested": _("owed a refund"),
    "revision.changes_requested": _("asked for changes of a piece"),
    "revision.discarded": _("discarded a draft"),
    "revision.edited": _("edited a draft"),
    "revision.rejected": _("rejected a piece"),
    "revision.started": _("started a draft"),
    "revision.submitted": _("sent in a piece"),
    "revision.withdrawn": _("took a piece back from review"),
    "role.granted": _("gave a role"),
    "role.revoked": _("took a role away"),
    "room.added": _("added a room"),
    "stock.adjusted": _("corrected stock"),
    "stock.received": _("took pieces into stock"),
    "stock.consumed": _("used pieces up"),
    "stock.damaged": _("set damaged pieces aside"),
    "stock.found": _("found pieces"),
    "stock.lost": _("missed pieces"),
    "stock.moved": _("carried pieces"),
    "stock.watched": _("set how few may be left"),
    "stock.withdrawn": _("gave pieces back to their maker"),
    "stock.written_off": _("wrote pieces off"),
    "training_group.cancelled": _("called off a group"),
    "training_group.finished": _("ended a group"),
    "training_group.open": _("opened a group for sign-up"),
    "training_group.planned": _("planned a group"),
    "training_group.running": _("began a group"),
    "training_session.added": _("added a session"),
    "training_session.moved": _("moved a session"),
    "user.disabled": _("closed an account"),
    "user.enabled": _("opened an account again"),
}

DETAILS: Mapping[str, object] = {
    "amount": _("amount"),
    "artisan": _("maker"),
    "bic": _("BIC"),
    "carrier": _("carrier"),
    "code": _("code"),
    "crafts": _("crafts"),
    "currency": _("currency"),
    "ends_on": _("last day"),
    "iban": _("account"),
    "kind": _("kind"),
    "hs_code": _("HS code"),
    "lists": _("lists read"),
    "match": _("match"),
    "names": _("names"),
    "note": _("note"),
    "number": _("number"),
    "paper": _("paper"),
    "parcel": _("parcel"),
    "portrait": _("portrait"),
    "reason": _("reason"),
    "reasons": _("reasons"),
    "reference": _("reference"),
    "role": _("role"),
    "shares": _("parts of the commission"),
    "starts_on": _("first day"),
    "state": _("state"),
    "total": _("total"),
    "tracking_number": _("tracking number"),
    "transfer": _("transfer"),
}
"""What the trail keeps of an act, in words."""

PERMISSION_GROUPS: Mapping[str, object] = {
    "studio": _("Pieces and stock"),
    "order": _("Orders and parcels"),
    "payment": _("Money"),
    "member": _("Makers and cooperatives"),
    "audit": _("Administration"),
}
"""Headings over the permissions, by the first part of the first permission under each."""

PERMISSION_NAMES: Mapping[P, object] = {
    P.STUDIO_USE: _("Send in pieces of one's own"),
    P.OFFICE_ENTER: _("Enter the back office"),
    P.PRODUCT_WRITE_FOR_MEMBER: _("Write pieces for members"),
    P.PRODUCT_READ: _("See pieces in review"),
    P.PRODUCT_REVIEW: _("Review and publish pieces"),
    P.HS_CODE_CONFIRM: _("Confirm customs codes"),
    P.STOCK_READ: _("See stock"),
    P.STOCK_WRITE: _("Change stock"),
    P.ORDER_READ: _("See orders"),
    P.ORDER_MANAGE: _("Confirm and cancel orders"),
    P.ORDER_RELEASE: _("Decide on orders under review"),
    P.ORDER_SHIP: _("Pack and send parcels"),
    P.PAYMENT_READ: _("See payments"),
    P.PAYMENT_RECORD: _("Record payments"),
    P.PAYOUT_READ: _("See payouts"),
    P.PAYOUT_PREPARE: _("Prepare payouts"),
    P.PAYOUT_APPROVE: _("Approve payouts"),
    P.LEDGER_READ: _("See the ledger"),
    P.MEMBER_READ: _("See makers"),
    P.MEMBER_MANAGE: _("Invite and change makers"),
    P.COOPERATIVE_MANAGE: _("Change the cooperative"),
    P.COOPERATIVE_ADMIN: _("Enter and suspend cooperatives"),
    P.AUDIT_READ: _("Read the audit trail"),
    P.USER_READ: _("See people and roles"),
    P.USER_MANAGE: _("Give and take roles"),
    P.RULES_READ: _("See the rules of the world"),
    P.GATE_READ: _("See legal permissions"),
    P.GATE_DECIDE: _("Record and withdraw legal permissions"),
    P.ADMIN_ENTER: _("Enter the administration"),
    P.PARDIS_ENTER: _("Enter the Pardis centre"),
    P.TRAINING_READ: _("See all courses and who is in them"),
    P.TRAINING_MANAGE: _("Plan courses and enrol people"),
    P.ATTENDANCE_MARK: _("Mark who was at a session"),
    P.CONSIGNMENT_READ: _("See consigned pieces"),
    P.CONSIGNMENT_MANAGE: _("Write notes and keep consigned pieces"),
    P.CONSIGNMENT_SETTLE: _("Settle with makers"),
    P.PROGRAMME_ENTER: _("Enter the programmes"),
}


def clock(moment: datetime) -> str:
    """The time of day of an act, in UTC, in the digits of the page."""
    return to_language(f"{moment.astimezone(UTC):%H:%M:%S}", language())


def detail_name(name: str) -> str:
    """What a detail of an act is called; its code where there is no word yet."""
    return str(DETAILS.get(name, name.replace("_", " ")))


def act_name(action: str) -> str:
    """An act in words; its code where there are none yet."""
    return str(ACTS.get(action, action))
