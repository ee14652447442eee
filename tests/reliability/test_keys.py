"""Real connections, real commits: keys change while people order, and a migration seals what stands."""

import base64
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from marketplace import commands
from marketplace.app import create_app
from marketplace.cooperatives.models import Artisan
from marketplace.core import rotating
from marketplace.core.db import Model, db, transaction
from marketplace.core.seal import KeyRing
from marketplace.orders.models import OrderGroup
from tests.factories.cooperatives import make_cooperative, make_maker
from tests.factories.fulfilment import ADDRESS, make_paid_order
from tests.support.databases import clone, settings_for

SHEBA = "IR820540102680020817909002"
GROUPS = Model.metadata.tables["order_groups"]
NEW = base64.urlsafe_b64encode(b"n" * 32).decode()


def add_new_key(app: Flask) -> None:
    app.extensions["seal"] = KeyRing((NEW, *app.extensions["settings"].seal_keys))


def raw(query: str) -> list[object]:
    """What stands in the database; no lock is left behind."""
    found = list(db.session.scalars(text(query)))
    db.session.rollback()
    return found


def write(app: Flask, ids: list[int], ended: Event) -> int:
    """Change the addresses of these orders again and again; how often."""
    written = 0
    with app.app_context():
        while not ended.is_set():
            for group_id in ids:
                with transaction():
                    group = db.session.get_one(OrderGroup, group_id, with_for_update=True)
                    times = int(group.address.get("times", 0)) + 1
                    group.address = {**ADDRESS, "times": str(times)}
                written += 1
    return written


def rotate(app: Flask, ended: Event) -> None:
    with app.app_context():
        for wait in (False, True):
            done = 1
            while done:
                with transaction():
                    done = rotating.renew_some(GROUPS, 2, wait=wait)
    ended.set()


def test_rotating_loses_nothing_that_is_written_meanwhile(shared: Flask) -> None:
    with shared.app_context(), transaction():
        ids = [make_paid_order().group_id for _ in range(12)]
    add_new_key(shared)
    ended = Event()
    with ThreadPoolExecutor(4) as people:
        writers = [people.submit(write, shared, ids[number::3], ended) for number in range(3)]
        people.submit(rotate, shared, ended).result()
        written = sum(writer.result() for writer in writers)
    with shared.app_context():
        assert rotating.left(GROUPS) == 0
        kept = [int(db.session.get_one(OrderGroup, i).address.get("times", 0)) for i in ids]
    assert sum(kept) == written


def test_killed_in_the_middle_it_goes_on(shared: Flask) -> None:
    with shared.app_context():
        with transaction():
            for _ in range(4):
                make_paid_order()
        shared.extensions["seal"] = KeyRing((base64.urlsafe_b64encode(b"m" * 32).decode(), NEW))
        before = rotating.left(GROUPS)
        try:
            with transaction():
                rotating.renew_some(GROUPS, 2, wait=False)
                raise InterruptedError
        except InterruptedError:
            assert rotating.left(GROUPS) == before
        db.session.rollback()
        with transaction():
            rotating.renew_some(GROUPS, 1000, wait=True)
        assert rotating.left(GROUPS) == 0


def test_the_migration_seals_what_stands_and_opens_it_again(
    server: str, template: str, tmp_path
) -> None:
    app = create_app(settings_for(clone(server, template, "sealed_migration"), tmp_path))
    commands.init_app(app)
    with app.app_context():
        with transaction():
            make_paid_order()
            make_maker(make_cooperative())[1].sheba = SHEBA
        downgrade(revision="0110")
        downgrade()  # to where it was readable
        assert raw("select address->>'city' from order_groups") == [ADDRESS["city"]]
        assert raw("select sheba like 'gAAAA%' from artisans where sheba is not null")[-1]
        upgrade()
        assert raw("select address like 's1.%' from order_groups") == [True]
        assert db.session.scalars(db.select(OrderGroup)).one().address == ADDRESS
        assert SHEBA in db.session.scalars(db.select(Artisan.sheba)).all()
        db.session.remove()
        db.engine.dispose()
