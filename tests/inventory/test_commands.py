from datetime import timedelta

from click.testing import Result
from flask import Flask

from marketplace.core.clock import now
from marketplace.inventory import queries, services
from tests.factories.catalogue import make_product
from tests.factories.inventory import make_stock


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["stock", *words])


def test_stock_that_agrees_is_said_to_agree(app: Flask) -> None:
    make_stock(make_product().variants[0], 3)
    answer = run(app, "check")
    assert answer.exit_code == 0
    assert "1 stock items agree" in answer.output


def test_drift_is_reported_and_fails(app: Flask) -> None:
    make_stock(make_product().variants[0], 3).on_hand = 7
    answer = run(app, "check")
    assert answer.exit_code == 1
    assert "7 on hand, but its movements sum to 3" in answer.output


def test_more_held_than_there_is_fails(app: Flask) -> None:
    item = make_stock(make_product().variants[0], 3)
    services.reserve("A-1", {item.variant_id: 3}, now() + timedelta(days=1))
    queries.reservations_of("A-1")[0].quantity = 5
    answer = run(app, "check")
    assert answer.exit_code == 1
    assert "5 pieces are held" in answer.output


def test_a_sale_that_was_not_booked_out_fails(app: Flask) -> None:
    item = make_stock(make_product().variants[0], 3)
    services.reserve("A-1", {item.variant_id: 2}, now() + timedelta(days=1))
    queries.reservations_of("A-1")[0].used_at = now()
    answer = run(app, "check")
    assert answer.exit_code == 1
    assert "A-1: 2 pieces taken, but 0 booked out" in answer.output


def test_locations_are_listed_with_what_lies_there(app: Flask) -> None:
    item = make_stock(make_product().variants[0], 3)
    assert f"{item.location.code}" in run(app, "locations").output
