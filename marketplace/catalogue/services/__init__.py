"""What can be done with a piece. Whoever calls these opens the transaction."""

from marketplace.catalogue.services.codes import confirm_hs, propose_hs
from marketplace.catalogue.services.reviewing import approve, reject, request_changes
from marketplace.catalogue.services.selling import archive, list_again, pause, resume, unlist
from marketplace.catalogue.services.writing import (
    discard,
    gaps_of,
    save_step,
    start_once,
    start_product,
    start_revision,
    submit,
    withdraw,
)

__all__ = [
    "approve",
    "archive",
    "confirm_hs",
    "discard",
    "gaps_of",
    "list_again",
    "pause",
    "propose_hs",
    "reject",
    "request_changes",
    "resume",
    "save_step",
    "start_once",
    "start_product",
    "start_revision",
    "submit",
    "unlist",
    "withdraw",
]
