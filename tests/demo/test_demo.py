"""The demonstration: complete, in balance, and nowhere near production."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.accounts.models import Scope
from marketplace.accounts.permissions import Role
from marketplace.catalogue.models import Product, ProductState, Revision, RevisionState, Variant
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.demo import services
from marketplace.demo.packing import packed
from marketplace.demo.people import ARTISANS, SIGN_INS
from marketplace.demo.tables import FOLDER, PHOTOS, words
from marketplace.inventory import queries as stock
from marketplace.inventory.models import Movement
from marketplace.orders.models import Order, OrderState
from marketplace.pardis.consignment import checking as consignment
from marketplace.pardis.production import checking
from marketplace.pardis.production.models import WorkOrder, WorkState
from marketplace.pardis.till import checking as till
from marketplace.payouts import reconciliation
from marketplace.payouts.models import Credit
from tests.factories.accounts import make_user


@pytest.fixture
def in_production(app: Flask) -> Iterator[None]:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, environment="production")
    yield
    app.extensions["settings"] = settings


def test_it_fills_the_shop_and_every_desk() -> None:
    counts = services.load()
    assert counts["pieces"] == 120
    assert counts["makers"] == 30
    assert counts["cooperatives"] == 4
    assert set(db.session.scalars(select(Order.state))) == set(OrderState)
    assert counts["consignment notes"] == 6
    assert counts["shifts at the counter"] == 5
    assert consignment.faults() == stock.drift() == []
    assert set(db.session.scalars(select(WorkOrder.state))) == set(WorkState)
    assert reconciliation.faults() == checking.faults() == till.faults() == []
    _pieces_are_complete()
    _stock_has_a_past()
    open_ = set(db.session.scalars(select(Revision.state)))
    assert open_ >= {RevisionState.IN_REVIEW, RevisionState.CHANGES_REQUESTED}
    assert db.session.scalar(select(func.count(Credit.id)).where(Credit.payout_id.is_(None)))


def _pieces_are_complete() -> None:
    shown = db.session.scalars(select(Product).where(Product.state == ProductState.PUBLISHED)).all()
    for product in shown:
        assert product.is_demo
        assert {"en", "fa"} <= set(product.titles) & set(product.techniques) & set(product.care)
        assert product.hs_confirmed_by_id not in {None, product.hs_proposed_by_id}
        assert [picture.picture.width for picture in product.pictures] == [800, 800]
    light = Variant.packed_grams * 100 < Variant.net_grams * 115
    assert db.session.scalar(select(func.count(Variant.id)).where(light)) == 0


def _stock_has_a_past() -> None:
    """Pieces came one after the other, never left before they came, and were worth something."""
    everywhere = Scope(everywhere=True)
    assert stock.moments_that_disagree() == []
    worth = [
        sum(row.pieces for row in stock.value_on(everywhere, today() - timedelta(days=days)))
        for days in (400, 120, 30, 0)
    ]
    assert worth[0] == 0 < worth[1] < worth[2]
    there = func.sum(Movement.quantity).over(
        partition_by=Movement.stock_item_id, order_by=(Movement.created_at, Movement.id)
    )
    assert db.session.scalar(select(func.min(select(there.label("n")).subquery().c.n))) >= 0


def test_it_touches_no_database_in_which_there_are_people() -> None:
    make_user()
    with pytest.raises(services.NotEmpty):
        services.load()


@pytest.mark.usefixtures("in_production")
def test_production_refuses_it(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["demo", "load"])
    assert answer.exit_code == 1
    assert "no place here" in answer.output


def test_there_is_a_sign_in_for_every_role() -> None:
    assert {one.role or Role.BUYER for one in SIGN_INS if one.shown} == set(Role)
    emails = {one.email for one in SIGN_INS} | set(ARTISANS.values())
    assert len({one.email for one in SIGN_INS}) == len(SIGN_INS)
    assert all(email.endswith("@kotam.example") for email in emails)


def test_pictures_take_little_room() -> None:
    everything = [*PHOTOS.glob("*"), *(FOLDER.parents[1] / "static" / "img").rglob("*.webp")]
    assert sum(file.stat().st_size for file in everything) < 14_000_000
    assert len(words()) > 200


def test_cloth_is_folded_and_a_mat_is_rolled() -> None:
    shawl = {"length_mm": "1800", "width_mm": "1200", "height_mm": "3", "weight_g": "600"}
    row = shawl | {"fragility_1to5": "1"}
    assert packed(row, "textile").length < 450
    assert packed(row, "plant_fibre").length == 1200 + 15
    assert packed(row, "textile").grams == 720


def test_what_breaks_easily_gets_a_bigger_box() -> None:
    bowl = {"length_mm": "200", "width_mm": "200", "height_mm": "90", "weight_g": "800"}
    sturdy, fragile = (packed(bowl | {"fragility_1to5": level}, "ceramic") for level in "15")
    assert fragile.grams > sturdy.grams
    assert fragile.height > sturdy.height
