"""Two people at once in the workshop, in processes of their own and with real commits: the last of a
material, one batch, one offer, one run of wages."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm.exc import StaleDataError

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Role
from marketplace.app import create_app
from marketplace.cooperatives.models import Cooperative
from marketplace.core.clock import today
from marketplace.core.db import db, transaction
from marketplace.core.errors import DomainError
from marketplace.inventory.services.movements import Cause
from marketplace.ledger import accounts
from marketplace.ledger.queries import balance
from marketplace.orders.fulfilment import queries as packing
from marketplace.orders.models import Parcel
from marketplace.pardis.production import checking, queries
from marketplace.pardis.production.models import (
    CURRENCY,
    Batch,
    Happening,
    Material,
    Purpose,
    WagesRun,
    WorkOrder,
)
from marketplace.pardis.production.services import grading, sharing, store, wages
from marketplace.pardis.production.services.bills import Part
from marketplace.pardis.production.services.grading import Grades, Sheet
from marketplace.payouts import reconciliation
from marketplace.payouts.services.crediting import credit_parcel
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_craft
from tests.factories.fulfilment import make_line, make_paid_order, pack
from tests.factories.production import (
    make_batch,
    make_bill,
    make_graded,
    make_material,
    make_order,
    make_rates,
    make_running,
    make_share,
    rial,
)
from tests.support.databases import settings_for
from tests.support.dying import dies

PEOPLE = 2
ROUNDS = 5
_app: list[Flask] = []


def open_workshop(url: str, folder: Path) -> None:
    """What each person's process does first."""
    _app.append(create_app(settings_for(url, folder)))


def done(act: str, *given: object) -> str:
    """One act in a transaction of its own: done, or the name of what stopped it."""
    with _app[0].app_context():
        try:
            with transaction():
                ACTS[act](*given)
        except (DomainError, StaleDataError) as refused:
            return type(refused).__name__
        return "done"


def issue(number: str, material_id: int, key: str) -> None:
    material = db.session.get_one(Material, material_id)
    order = queries.locked_order(number)
    store.book_kit(order, material, Happening.ISSUED, 100, Cause(key))


def grade(number: str, good: int, by: int) -> None:
    batch, inspector = queries.locked_batch(number), db.session.get_one(User, by)
    grades = Grades(a=good, b=batch.quantity - good)
    grading.grade(batch, Sheet(grades), [], inspector)


def answer(offer_id: int, artisan_id: int, yes: bool, by: int) -> None:
    offer, maker = queries.offer_of(artisan_id, offer_id), db.session.get_one(User, by)
    if yes:
        sharing.accept(offer, maker)
    else:
        sharing.decline(offer, "My loom is taken.", maker)


def approve(number: str, by: int) -> None:
    wages.approve(queries.locked_run(number), db.session.get_one(User, by))


def prepare(cooperative_id: int, by: int) -> None:
    seller = db.session.get_one(Cooperative, cooperative_id)
    wages.prepare(seller, today(), db.session.get_one(User, by))


def pack_it(number: str, by: int) -> None:
    pack(packing.locked_order(number, Scope(everywhere=True)), db.session.get_one(User, by))


ACTS = {
    "pack": pack_it,
    "issue": issue,
    "grade": grade,
    "answer": answer,
    "approve": approve,
    "prepare": prepare,
}


@pytest.fixture(scope="module")
def people(
    shared: Flask, shared_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ProcessPoolExecutor]:
    """Two processes that have the workshop open."""
    given = shared_url, tmp_path_factory.mktemp("people")
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PEOPLE, spawn, open_workshop, given) as processes:
        assert list(processes.map(len, [""] * PEOPLE)) == [0] * PEOPLE
        yield processes


def at_once(people: ProcessPoolExecutor, *acts: tuple[object, ...]) -> Counter[str]:
    return Counter(one.result() for one in [people.submit(done, *act) for act in acts])


def faults() -> list[str]:
    db.session.rollback()
    return [*checking.faults(), *reconciliation.faults()]


def test_of_two_who_issue_the_last_material_one_has_it(
    shared: Flask, people: ProcessPoolExecutor
) -> None:
    for round_ in range(ROUNDS):
        with shared.app_context(), transaction():
            last = make_material(100)
            bill = make_bill(None, Part(last.id, 10, 0))
            orders = [make_order(9, bill).number for _ in range(PEOPLE)]
            material_id = last.id
        acts = [("issue", number, material_id, f"{round_}:{number}") for number in orders]
        assert at_once(people, *acts) == {"done": 1, "TooLittle": 1}
        with shared.app_context():
            assert db.session.get_one(Material, material_id).on_hand == 0
            assert faults() == []


def test_a_form_that_is_sent_twice_issues_once(shared: Flask, people: ProcessPoolExecutor) -> None:
    with shared.app_context(), transaction():
        plenty = make_material(1_000)
        number, material_id = (
            make_order(9, make_bill(None, Part(plenty.id, 10, 0))).number,
            plenty.id,
        )
    act = "issue", number, material_id, "the same form"
    assert at_once(people, *[act] * 4) == {"done": 4}
    with shared.app_context():
        assert db.session.get_one(Material, material_id).on_hand == 900
        assert faults() == []


def test_two_inspectors_grade_a_batch_once(shared: Flask, people: ProcessPoolExecutor) -> None:
    for _ in range(ROUNDS):
        with shared.app_context(), transaction():
            share = make_running(10)
            batch, order = make_batch(share), share.work_order.id
            number, inspectors = batch.number, [make_user().id for _ in range(PEOPLE)]
        outcomes = at_once(
            people, *[("grade", number, 4 + n, by) for n, by in enumerate(inspectors)]
        )
        assert outcomes == {"done": 1, "Conflict": 1}
        with shared.app_context():
            assert db.session.get_one(WorkOrder, order).accepted == 10
            assert db.session.query(Batch).filter_by(number=number).one().graded == 10
            assert faults() == []


def test_an_offer_that_is_taken_and_declined_at_once_has_one_answer(
    shared: Flask, people: ProcessPoolExecutor
) -> None:
    with shared.app_context(), transaction():
        order = make_order(2)
        share = make_share(make_order(1, order.bill))
        lead = make_user()
        offer = sharing.offer(order, share.artisan_id, 2, lead)
        given = offer.id, offer.artisan_id
        by = lead.id
    outcomes = at_once(people, ("answer", *given, True, by), ("answer", *given, False, by))
    assert outcomes == {"done": 1, "Conflict": 1}


def test_a_run_that_two_prepare_and_two_approve_is_booked_once(
    shared: Flask, people: ProcessPoolExecutor
) -> None:
    with shared.app_context(), transaction():
        share = make_running(40)
        make_rates(share.work_order.variant, 90, 70, 40, 0)
        make_graded(share, Grades(a=30, b=7, c=2, reject=1))
        seller, artisan_id = share.work_order.cooperative_id, share.artisan_id
        ids = [make_user(Role.PARDIS_MANAGER).id for _ in range(4)]
    prepared = at_once(people, *[("prepare", seller, by) for by in ids[:2]])
    assert prepared == {"done": 1, "Conflict": 1}
    with shared.app_context():
        (run,) = db.session.query(WagesRun).filter_by(cooperative_id=seller)
        number = run.number
    approved = at_once(people, *[("approve", number, by) for by in ids[2:]])
    assert approved == {"done": 1, "Conflict": 1}
    with shared.app_context():
        assert balance(accounts.artisan(artisan_id), CURRENCY) == -rial(32_700_000)
        assert faults() == []


def made_for_an_order() -> tuple[str, str]:
    """A batch of two pieces that somebody has bought, in the workshop; and the order's number."""
    order = make_paid_order(make_line(2, made_to_order=True))
    line = order.lines[0]
    line.variant.product.craft_id = make_craft().id
    share = make_running(2, bill=make_bill(line.variant), purpose=Purpose.ORDER, order_line=line)
    return make_batch(share).number, order.number


def test_what_is_graded_and_packed_at_once_is_paid_for_once(
    shared: Flask, people: ProcessPoolExecutor
) -> None:
    with shared.app_context(), transaction():
        batch, order = made_for_an_order()
        by = [make_user().id for _ in range(2)]
    outcomes = at_once(people, ("grade", batch, 2, by[0]), ("pack", order, by[1]))
    assert outcomes["done"] + outcomes["Conflict"] == 2
    with shared.app_context(), transaction():
        if outcomes["Conflict"]:
            pack_it(order, by[1])
        (parcel,) = db.session.query(Parcel).join(Parcel.order).filter_by(number=order)
        (credit,) = credit_parcel(parcel)
        assert (credit.amount.minor, credit.house_pieces) == (0, 2)
    with shared.app_context():
        assert faults() == []


def test_death_between_any_two_statements_pays_nobody_twice(shared: Flask) -> None:
    with shared.app_context():
        with transaction():
            batch, order = made_for_an_order()
            by = make_user().id
        deaths = 0
        while dies(deaths, lambda: grade(batch, 2, by)):
            deaths += 1
            assert faults() == []
        with transaction():
            parcel_id = pack(packing.locked_order(order, Scope(everywhere=True))).id
        graded = deaths
        while dies(deaths - graded, lambda: credit_parcel(db.session.get_one(Parcel, parcel_id))):
            deaths += 1
            assert faults() == []
        assert deaths >= 20
        (credit,) = credit_parcel(db.session.get_one(Parcel, parcel_id))
        assert (credit.amount.minor, credit.house_pieces) == (0, 2)
        assert faults() == []
