"""Recording that something may lawfully be used, and withdrawing it."""

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.compliance import queries
from marketplace.compliance.models import GateDecision
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.errors import Conflict


def decide(name: str, seen: int, opened: bool, reason: str, by: User) -> GateDecision:
    """The next word on a gate, by somebody who saw the word with the number `seen` (0: none).
    Of two people who decide at once, the second is refused with Conflict."""
    before = queries.gate_decisions(name)
    if seen != (before[0].number if before else 0):
        raise Conflict(_("Somebody has decided this just now. Look again, then decide."))
    decision_id = db.session.scalar(
        insert(GateDecision)
        .values(
            name=name,
            number=seen + 1,
            open=opened,
            reason=reason,
            decided_on=today(),
            decided_by_id=by.id,
        )
        .on_conflict_do_nothing(index_elements=[GateDecision.name, GateDecision.number])
        .returning(GateDecision.id)
    )
    if decision_id is None:
        raise Conflict(_("Somebody has decided this just now. Look again, then decide."))
    decision = db.session.get_one(GateDecision, decision_id)
    audit.record(by, "gate.opened" if opened else "gate.closed", decision, after={"reason": reason})
    return decision
