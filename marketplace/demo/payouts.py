"""What the makers have been paid for the orders of the demonstration."""

from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.demo.world import World
from marketplace.orders.models import Order
from marketplace.payouts.models import PayoutBatch
from marketplace.payouts.services import batches


def pay_out(world: World, orders: list[Order]) -> None:
    """One batch of each cooperative for what arrived of these orders: approved, and paid."""
    for cooperative in world.cooperatives.values():
        own = [order for order in orders if order.cooperative_id == cooperative.id]
        if own:
            batch = _prepared(world, own)
            manager = world.staff(Role.MANAGER, cooperative)
            batches.approve(batch, manager)
            batches.mark_paid(batch, f"1405090{batch.id:05d}", manager)


def prepare_one(world: World, orders: list[Order]) -> None:
    """A batch that waits for a second pair of eyes, at the cooperative of Rasht."""
    seller = world.cooperatives["SFD"]
    arrived = [o for o in orders if o.cooperative_id == seller.id and o.delivered_at]
    _prepared(world, arrived[:1])


def _prepared(world: World, orders: list[Order]) -> PayoutBatch:
    db.session.flush()
    makers = {line.artisan_id for order in orders for line in order.lines}
    cooperative = orders[0].cooperative
    treasurer = world.staff(Role.TREASURER, cooperative)
    return batches.prepare(cooperative, "EUR", sorted(makers), treasurer)
