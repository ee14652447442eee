"""What the trail keeps of an act, in words: the names of things, and of what they may be."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from marketplace.accounts.words import ROLE_NAMES
from marketplace.inventory.words import COUNT_STATES, TRANSFER_STATES, WRITE_OFF_STATES
from marketplace.orders.staff.words import PARCEL_STATES, STATES
from marketplace.pardis.consignment.words import NOTE_STATES, PIECE_STATES
from marketplace.pardis.production.words import OFFER_STATES, RUN_STATES, WORK_STATES
from marketplace.pardis.training.words import (
    ENROLMENT_STATES,
    FEE_STATES,
    GROUP_STATES,
    LESSON_STATES,
    MARKS,
)
from marketplace.payouts.words import BATCH_STATES

DETAILS: Mapping[str, object] = {
    "account": _("account"),
    "add": _("new"),
    "amount": _("amount"),
    "artisan": _("maker"),
    "asked": _("asked"),
    "assessor": _("assessor"),
    "at": _("when"),
    "bic": _("BIC"),
    "by_id": _("by"),
    "carrier": _("carrier"),
    "change": _("changed"),
    "code": _("code"),
    "crafts": _("crafts"),
    "currency": _("currency"),
    "days": _("working days on the way"),
    "ends_on": _("last day"),
    "enrolment": _("trainee"),
    "file": _("file"),
    "filters": _("narrowed to"),
    "ground": _("reason"),
    "group": _("group"),
    "hours": _("hours"),
    "hs_code": _("HS code"),
    "iban": _("account"),
    "kind": _("kind"),
    "lists": _("lists read"),
    "marks": _("marks"),
    "match": _("match"),
    "names": _("names"),
    "note": _("note"),
    "notes": _("notes"),
    "number": _("number"),
    "on_hand": _("pieces there now"),
    "paper": _("paper"),
    "parcel": _("parcel"),
    "parent": _("within"),
    "phone": _("telephone"),
    "place_id": _("place"),
    "portrait": _("portrait"),
    "practical": _("practical part"),
    "price_currency": _("currency"),
    "price_minor": _("price"),
    "prices": _("prices"),
    "quantity": _("pieces"),
    "reason": _("reason"),
    "reasons": _("reasons"),
    "reference": _("reference"),
    "refused": _("refused"),
    "role": _("role"),
    "rows": _("rows"),
    "rule": _("rule"),
    "same": _("as it was"),
    "session": _("session"),
    "sessions": _("sessions"),
    "sha256": _("fingerprint"),
    "shares": _("parts of the commission"),
    "source": _("decided where"),
    "starts_on": _("first day"),
    "state": _("state"),
    "table": _("table"),
    "theory": _("theory"),
    "to": _("to"),
    "total": _("total"),
    "tracking_number": _("tracking number"),
    "trainee": _("trainee"),
    "transfer": _("transfer"),
    "works_since": _("works since"),
}
"""What the trail keeps of an act, in words."""

STATES_OF: Mapping[str, Mapping[Any, Any]] = {
    "Enrolment": ENROLMENT_STATES,
    "Fee": FEE_STATES,
    "Group": GROUP_STATES,
    "Lesson": LESSON_STATES,
    "Note": NOTE_STATES,
    "Offer": OFFER_STATES,
    "Order": STATES,
    "Parcel": PARCEL_STATES,
    "PayoutBatch": BATCH_STATES,
    "Piece": PIECE_STATES,
    "Stocktake": COUNT_STATES,
    "Transfer": TRANSFER_STATES,
    "WagesRun": RUN_STATES,
    "WorkOrder": WORK_STATES,
    "WriteOff": WRITE_OFF_STATES,
}
"""What states are called, by the kind of thing that is in them."""

VALUES: Mapping[str, Mapping[Any, Any]] = {"role": ROLE_NAMES, "marks": MARKS}
"""What else has words, by the name under which it stands."""


def detail_name(name: str) -> str:
    """What a detail of an act is called; its code where there is no word yet."""
    return str(DETAILS.get(name, name.replace("_", " ")))


def state_word(subject_type: str, state: str) -> str:
    """Empty where there is no word."""
    return _first(STATES_OF.get(subject_type, {}), state)


def value_word(name: str, value: str) -> str:
    """Empty where there is no word."""
    return _first(VALUES.get(name, {}), value)


def _first(words: Mapping[Any, Any], value: str) -> str:
    """Words stand alone, or with the kind and the colour of their tag."""
    found = words.get(value, "")
    return str(found[0] if isinstance(found, tuple) else found)
