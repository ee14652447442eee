"""What the makers have been paid for the orders of the demonstration."""

from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.demo.wishes import PAID_OUT_AFTER, Wish
from marketplace.demo.world import World
from marketplace.orders.models import Order
from marketplace.payouts.models import PayoutBatch
from marketplace.payouts.services import batches


def make_payouts(world: World, orders: dict[Order, Wish]) -> None:
    """One batch of each cooperative whose oldest orders have arrived; the first is still to be
    approved at Rasht as well."""
    db.session.flush()
    for code, cooperative in world.cooperatives.items():
        old = [o for o, wish in orders.items() if o.cooperative_id == cooperative.id]
        makers = {
            line.artisan_id
            for order in old
            if orders[order].days_ago >= PAID_OUT_AFTER and order.delivered_at
            for line in order.lines
        }
        if makers:
            treasurer = world.staff(Role.TREASURER, cooperative)
            batch = batches.prepare(cooperative, "EUR", sorted(makers), treasurer)
            _pay(world, batch, code)


def _pay(world: World, batch: PayoutBatch, code: str) -> None:
    manager = world.staff(Role.MANAGER, world.cooperatives[code])
    batches.approve(batch, manager)
    batches.mark_paid(batch, f"1405090{batch.id:05d}", manager)
