"""Filling an empty database with the demonstration."""

from pathlib import Path

from flask_babel import gettext as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import Product
from marketplace.compliance.loading import FOLDER, load_rules
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.jobs import enqueue
from marketplace.demo.centre import make_the_centre
from marketplace.demo.counter import make_the_counter
from marketplace.demo.orders import make_orders
from marketplace.demo.payouts import pay_out, prepare_one
from marketplace.demo.pieces import make_pieces
from marketplace.demo.sending import make_delivery
from marketplace.demo.shelf_life import age_stock
from marketplace.demo.training import make_training
from marketplace.demo.wishes import PAID_OUT, WISHES
from marketplace.demo.workshop import make_workshop
from marketplace.demo.world import World, make_world
from marketplace.localisation.rates import load_rates
from marketplace.media.jobs import develop_shipped
from marketplace.notifications.services import told_already


class NotEmpty(Conflict):
    """Somebody is here already."""


def load(folder: Path = FOLDER) -> dict[str, int]:
    """Rules, rates, people, pieces. How many of each were made. The same every time."""
    _refuse_people()
    load_rules(folder)
    load_rates(folder / "rates.csv")
    world = make_world()
    make_delivery(world)
    pieces = make_pieces(world)
    old = make_orders(world, pieces, WISHES[:PAID_OUT])
    with told_already():
        pay_out(world, old)
    new = make_orders(world, pieces, WISHES[PAID_OUT:])
    prepare_one(world, new)
    with told_already():
        centre = _work_of_the_centre(world, pieces)
    age_stock()
    enqueue(develop_shipped, key="shipped")
    return {
        "people": len(world.people),
        "cooperatives": len(world.cooperatives),
        "makers": len(world.artisans),
        "pieces": len(pieces),
        "orders": len(old) + len(new),
        **centre,
    }


def _work_of_the_centre(world: World, pieces: dict[str, Product]) -> dict[str, int]:
    groups = make_training(world)
    notes = make_the_centre(world, pieces)
    work = make_workshop(world, pieces)
    shifts = make_the_counter(world, pieces)
    return {
        "training groups": len(groups),
        "consignment notes": len(notes),
        "work orders": len(work),
        "shifts at the counter": len(shifts),
    }


def _refuse_people() -> None:
    if db.session.scalar(db.select(User.id).limit(1)):
        raise NotEmpty(
            _("There are people here already; the demonstration needs an empty database.")
        )
