"""What can be done to payouts: a batch is prepared, approved by somebody else, paid, or given up."""

from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import db
from marketplace.payouts import queries
from marketplace.payouts.models import PayoutBatch
from marketplace.payouts.services import batches
from tests.support.trade.model import Batch, Verb, World
from tests.support.trade.orders import ALL


def prepare(world: World) -> None:
    """All that is payable is in one batch."""
    seller = db.session.get_one(Cooperative, world.seller_id)
    made = batches.prepare(seller, "EUR", world.artisans, world.maker)
    world.batches[made.number] = Batch(made.number, world.payable)


def _locked(mine: Batch) -> PayoutBatch:
    return queries.locked_batch(mine.number, ALL)


def _verb(begins: set[str], act: str, ends: str) -> Verb:
    acts = {
        "approve": lambda world, mine: batches.approve(_locked(mine), world.other),
        "approve own": lambda world, mine: batches.approve(_locked(mine), world.maker),
        "pay": lambda world, mine: batches.mark_paid(_locked(mine), "B-1", world.other),
        "drop": lambda world, mine: batches.drop(_locked(mine), world.maker),
    }

    def then(world: World, mine: Batch) -> None:
        world.payable += mine.credits if ends == "dropped" != mine.state else 0
        mine.state = ends

    return Verb(lambda _: True, lambda mine: mine.state in begins, acts[act], then)


BATCH_VERBS = {
    "approve": _verb({"draft", "approved"}, "approve", "approved"),
    "approve own": _verb(set(), "approve own", ""),
    "pay": _verb({"approved", "paid"}, "pay", "paid"),
    "drop": _verb({"draft", "approved", "dropped"}, "drop", "dropped"),
}
