"""Orders to places or of goods under review: held until two different people release them, or one
refuses. Whoever decides holds the order's lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.compliance.policies import PolicyAnswer, policy_for
from marketplace.config import settings
from marketplace.core.clock import now
from marketplace.core.db import Json, db
from marketplace.core.errors import Conflict, Forbidden
from marketplace.core.events import announce
from marketplace.inventory import services as inventory
from marketplace.inventory.errors import OutOfStock
from marketplace.localisation.languages import local_text
from marketplace.orders import asking, cancelling, queries
from marketplace.orders.errors import NotToBeHad
from marketplace.orders.events import OrderHeld, OrderReleased
from marketplace.orders.models import CheckStep, ComplianceCheck, Order, OrderEvent, OrderState
from marketplace.payments.gateways import gateway


@dataclass(frozen=True)
class Finding:
    """Which lists of parties were read, of which day, and what came of it."""

    lists: str
    reason: str


def decided_by() -> datetime:
    """Until when the pieces of an order placed now are kept for the decision."""
    return now() + timedelta(days=settings().review_hold_days)


def hold(order: Order, grounds: Sequence[PolicyAnswer]) -> None:
    order.state = OrderState.HELD
    policy: Json = {
        "country": _country(order),
        "reasons": [answer.reason for answer in grounds],
        "as_of": [answer.as_of.isoformat() for answer in grounds if answer.as_of],
    }
    _note(order, "held", None)
    db.session.add(ComplianceCheck(order_id=order.id, step=CheckStep.OPENED, policy=policy))
    db.session.flush()
    announce(OrderHeld(order.id))


def propose(order: Order, finding: Finding, by: User) -> None:
    """The first of two. The same person's second click changes nothing."""
    steps = _steps(order)
    if proposal := steps.get(CheckStep.PROPOSED):
        if proposal.by_id == by.id:
            return
        raise Conflict(_("Somebody has proposed to release it already. Read that, then confirm."))
    _record(order, steps, CheckStep.PROPOSED, finding, by)
    _note(order, "release_proposed", by, public=False)


def release(order: Order, reason: str, by: User) -> None:
    """The second of two: from now on it can be paid, and its time begins."""
    steps = _steps(order)
    proposal = steps.get(CheckStep.PROPOSED)
    if proposal is None:
        raise Conflict(_("Nobody has proposed to release it yet."))
    if proposal.by_id == by.id:
        raise Forbidden(_("Who proposes a release does not confirm it. Somebody else must."))
    refuse_if_blocked(order)
    _record(order, steps, CheckStep.RELEASED, Finding("", reason), by)
    order.reserved_until = now() + gateway(order.gateway).hold
    _keep_pieces(order)
    order.state = OrderState.PLACED
    _note(order, "released", by)
    order.payment_id = asking.ask(asking.bill_of(order))
    db.session.flush()
    db.session.expire(order, ["payment"])
    announce(OrderReleased(order.id))


def refuse(order: Order, reason: str, by: User) -> None:
    """It does not come about; one person is enough for that. The buyer reads the reason."""
    _record(order, _steps(order), CheckStep.REFUSED, Finding("", reason), by)
    cancelling.end(order, reason, by)


def refuse_if_blocked(order: Order) -> None:
    """The rules of a country may have changed since the order was placed."""
    policy = policy_for(_country(order))
    if policy.blocked:
        why = str(local_text(policy.reason))
        raise Conflict(_("Nothing may be sent to this country any more: %(why)s", why=why))


def _steps(order: Order) -> dict[CheckStep, ComplianceCheck]:
    if order.state is not OrderState.HELD:
        raise Conflict(_("This order is not held any more: somebody else has decided. Look again."))
    return {check.step: check for check in queries.checks_of(order.id)}


def _record(
    order: Order,
    steps: dict[CheckStep, ComplianceCheck],
    step: CheckStep,
    finding: Finding,
    by: User,
) -> None:
    proposal = steps.get(CheckStep.PROPOSED)
    check = ComplianceCheck(
        order_id=order.id,
        step=step,
        policy=steps[CheckStep.OPENED].policy,
        lists=finding.lists,
        reason=finding.reason,
        by_id=by.id,
        proposed_by_id=proposal.by_id if proposal else None,
    )
    db.session.add(check)
    after = {"reason": finding.reason} | ({"lists": finding.lists} if finding.lists else {})
    audit.record(by, f"order.{VERBS[step]}", order, after=after, scope_id=order.cooperative_id)


VERBS = {
    CheckStep.PROPOSED: "release_proposed",
    CheckStep.RELEASED: "released",
    CheckStep.REFUSED: "refused",
}


def _keep_pieces(order: Order) -> None:
    try:
        inventory.prolong(order.number, order.reserved_until)
    except OutOfStock as refusal:
        line = next(each for each in order.lines if each.variant_id == refusal.variant_id)
        raise NotToBeHad(str(local_text(line.titles)), refusal.available) from refusal


def _note(order: Order, kind: str, by: User | None, *, public: bool = True) -> None:
    by_id = by.id if by else None
    db.session.add(OrderEvent(order_id=order.id, kind=kind, by_id=by_id, public=public))


def _country(order: Order) -> str:
    return str(order.group.address.get("country") or "")
