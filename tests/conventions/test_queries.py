"""How often each page of the site asks the database, with a few rows and with many."""

from flask import Flask
from flask.testing import FlaskClient

from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.support.estate import make_estate
from tests.support.growth import grow
from tests.support.queries import count_queries
from tests.support.tour import Stop, stops

MOST = 25
FEW, MANY = 2, 12


def test_no_page_asks_much_or_more_for_more_rows(app: Flask, client_of: ClientOf) -> None:
    estate = make_estate()
    tour = list(stops(app, estate, "en"))
    clients = {role: client_of(estate.user(role)) for role in {stop.role for stop in tour}}
    grow(estate, FEW)
    few = {stop: _asked(clients[stop.role], stop) for stop in tour}
    grow(estate, MANY - FEW)
    many = {stop: _asked(clients[stop.role], stop) for stop in tour}
    assert {s.endpoint: (few[s], many[s]) for s in tour if many[s] > min(few[s], MOST)} == {}


def _asked(client: FlaskClient, stop: Stop) -> int:
    """The statements of one look; what a first look must find out once for all is not counted."""
    client.get(stop.address)
    db.session.expire_all()
    with count_queries() as sent:
        answer = client.get(stop.address)
    assert answer.status_code == 200, (
        f"{stop.endpoint} {stop.address}: {answer.status_code} {answer.location}"
    )
    return len(sent)
