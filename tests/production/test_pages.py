"""The pages of the workshop: what they say, whom they refuse, and what they keep."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import text

from marketplace.accounts.permissions import Role
from marketplace.compliance.loading import FOLDER
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.pardis.production import queries
from marketplace.pardis.production.loading import load
from marketplace.pardis.production.models import BatchState, Grade, OfferState, Purpose, WorkOrder
from marketplace.pardis.production.personal import KNOWER
from marketplace.pardis.production.services import sharing
from marketplace.pardis.production.services.grading import Grades
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_craft, make_product
from tests.factories.cooperatives import make_cooperative, make_maker
from tests.factories.fulfilment import ADDRESS, make_line, make_paid_order
from tests.factories.media import picture_bytes
from tests.factories.production import (
    Workshop,
    make_bill,
    make_criterion,
    make_graded,
    make_lead,
    make_order,
    make_weaver,
    make_workshop,
)
from tests.factories.training import make_group


@pytest.fixture
def shop() -> Workshop:
    cooperative = make_cooperative()
    _user, artisan = make_maker(cooperative)
    product = make_product(cooperative=cooperative, artisan=artisan)
    return make_workshop(product.variants[0], artisan)


@pytest.fixture
def lead(client_of: ClientOf) -> FlaskClient:
    return client_of(make_lead())


def graded(lead: FlaskClient, shop: Workshop, **values: Any) -> tuple[int, str]:
    sheet = {"a": "2", "b": "0", "c": "0", "back": "0", "reject": "0"} | values
    answer = lead.post(f"/en/office/workshop/batches/{shop.batch.number}", data=sheet)
    return answer.status_code, answer.text


def test_a_sheet_below_its_limit_gives_no_grade_a(lead: FlaskClient, shop: Workshop) -> None:
    status, page = graded(lead, shop, **{f"{shop.criterion.id}-a": "13.5"})
    assert status == 422
    assert "the limit of grade A is 14" in page
    assert 'value="13.5"' in page


def test_what_is_below_grade_a_may_be_grade_b(lead: FlaskClient, shop: Workshop) -> None:
    sheet = {"a": "0", "b": "2", f"{shop.criterion.id}-b": "13.5"}
    assert graded(lead, shop, **sheet)[0] == 302
    found = queries.inspection_of(shop.batch.id)
    assert found
    assert [(m.grade, m.value, m.limit) for m in found.measurements] == [
        (Grade.B, Decimal("13.5"), Decimal(12))
    ]


def test_what_was_not_measured_is_asked_for(lead: FlaskClient, shop: Workshop) -> None:
    status, page = graded(lead, shop)
    assert status == 422
    assert "Measure this too" in page


def test_the_second_inspector_is_told(lead: FlaskClient, shop: Workshop) -> None:
    good = {f"{shop.criterion.id}-a": "15"}
    assert [graded(lead, shop, **good)[0] for _ in range(2)] == [302, 409]


def test_a_sheet_keeps_its_pictures(lead: FlaskClient, shop: Workshop) -> None:
    picture = io.BytesIO(picture_bytes()), "edge.jpg"
    assert graded(lead, shop, **{f"{shop.criterion.id}-a": "15", "pictures": picture})[0] == 302
    found = queries.inspection_of(shop.batch.id)
    assert found
    assert [one.picture.original_name for one in found.pictures] == ["edge.jpg"]


def test_a_picture_that_is_none_stops_the_sheet(lead: FlaskClient, shop: Workshop) -> None:
    file = io.BytesIO(b"no picture"), "edge.jpg"
    status, page = graded(lead, shop, **{f"{shop.criterion.id}-a": "15", "pictures": file})
    assert status == 422
    assert "edge.jpg" in page
    assert shop.batch.state is BatchState.HANDED_IN


def test_late_orders_stand_first(lead: FlaskClient, shop: Workshop) -> None:
    late = make_order(3, shop.order.bill)
    db.session.execute(
        text("update work_orders set due_on = due_on - 200 where id = :id"), {"id": late.id}
    )
    page = lead.get("/en/office/workshop/").text
    assert page.index(late.number) < page.index(shop.planned.number)
    assert "days late" in page


def test_an_order_is_planned_from_the_piece_with_a_bill(lead: FlaskClient, shop: Workshop) -> None:
    sku = shop.order.variant.sku
    form = {"sku": sku, "purpose": "order", "quantity": "3", "due_on": "2040-01-01"}
    assert (
        "Write the number of the order"
        in lead.post("/en/office/workshop/orders/new", data=form).text
    )
    answer = lead.post("/en/office/workshop/orders/new", data=form | {"purpose": "stock"})
    assert answer.status_code == 302
    assert (
        db.session.query(WorkOrder).filter_by(quantity=3, variant_id=shop.order.variant_id).count()
        == 2
    )


def test_a_storekeeper_issues_and_does_not_grade(client_of: ClientOf, shop: Workshop) -> None:
    keeper = client_of(make_user(Role.STOREKEEPER))
    form = {"kit-happening": "used", "kit-material": str(shop.material.id), "kit-amount": "0.5"}
    assert (
        keeper.post(f"/en/office/workshop/orders/{shop.order.number}/kit", data=form).status_code
        == 302
    )
    assert queries.order(shop.order.number).kit[0].used == 500
    assert graded(keeper, shop)[0] == 403


def test_more_than_the_store_holds_is_refused_in_words(lead: FlaskClient, shop: Workshop) -> None:
    form = {"kit-happening": "issued", "kit-material": str(shop.material.id), "kit-amount": "900"}
    answer = lead.post(f"/en/office/workshop/orders/{shop.order.number}/kit", data=form)
    assert answer.status_code == 409
    assert "is left in the store" in answer.text


def test_a_maker_reads_why_she_is_asked(client_of: ClientOf, shop: Workshop) -> None:
    page = client_of(shop.asked.artisan.user).get("/en/studio/orders/").text
    assert "minutes of work were offered in the last 90 days" in page
    assert "Of 1 maker with time for it, nobody was offered less." in page


def test_a_maker_declines_with_a_reason(client_of: ClientOf, shop: Workshop) -> None:
    maker = client_of(shop.asked.artisan.user)
    address = f"/en/studio/orders/offers/{shop.asked.id}/decline"
    assert maker.post(address, data={"reason": ""}).status_code == 422
    assert maker.post(address, data={"reason": "My loom is taken."}).status_code == 302
    assert (shop.asked.state, shop.asked.reason) == (OfferState.DECLINED, "My loom is taken.")


def test_another_makers_work_and_wages_do_not_exist(client_of: ClientOf, shop: Workshop) -> None:
    stranger = client_of(make_maker(make_cooperative())[0])
    slip = shop.run.slips[0].id
    assert stranger.post(f"/en/studio/orders/offers/{shop.asked.id}/accept").status_code == 404
    assert stranger.get(f"/en/studio/orders/slips/{slip}.pdf").status_code == 404


def test_a_slip_is_a_paper_in_toman(client_of: ClientOf, shop: Workshop) -> None:
    slip = shop.run.slips[0]
    answer = client_of(shop.asked.artisan.user).get(f"/fa/studio/orders/slips/{slip.id}.pdf")
    words = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    assert slip.number in words
    assert "تومان" in words


def test_who_prepared_a_run_is_offered_no_approval(client_of: ClientOf, shop: Workshop) -> None:
    manager = make_user(Role.PARDIS_MANAGER)
    make_graded(shop.running, Grades(a=1))
    client = client_of(manager)
    form = {"cooperative_id": str(shop.order.cooperative_id), "until": "2040-01-01"}
    answer = client.post("/en/office/wages/", data=form, follow_redirects=True)
    assert "You prepared this run" in answer.text
    assert "Approve the run" not in answer.text


def test_the_check_says_what_is_wrong(app: Flask, shop: Workshop) -> None:
    check = ["production", "check"]
    assert app.test_cli_runner().invoke(args=check).exit_code == 0
    db.session.execute(text("update materials set on_hand = on_hand + 7"))
    answer = app.test_cli_runner().invoke(args=check)
    assert answer.exit_code == 1
    assert f"material {shop.material.code}" in answer.output


def test_criteria_are_data_with_a_source_and_limits_that_fit() -> None:
    assert load(FOLDER) == load(FOLDER) > 50
    shawls = queries.criteria_of("chador-shab-bafi")
    assert {one.id.partition(".")[2] for one in shawls} >= {
        "threads",
        "symmetry",
        "edges",
        "dye_rub",
    }
    assert all(one.source and one.holds(Grade.B, one.limit_a) for one in shawls)


def test_a_maker_gets_a_copy_of_her_work_and_cannot_leave_in_the_middle(shop: Workshop) -> None:
    user = shop.asked.artisan.user
    assert user
    told = KNOWER.tell(user)
    assert {one["order"] for one in told["work"]} >= {shop.order.number}
    assert [one["slip"] for one in told["wages"]] == [shop.run.slips[0].number]
    assert len(KNOWER.obstacles(user)) == 1


def test_figures_count_what_was_graded(lead: FlaskClient, shop: Workshop) -> None:
    page = lead.get("/en/office/workshop/figures").text
    assert "100%" in page


def test_a_reason_for_passing_over_a_turn_is_shown(lead: FlaskClient) -> None:
    bill = make_bill()
    _first, second = (make_weaver(bill.variant) for _ in range(2))
    order = make_order(2, bill)
    sharing.offer(order, second.id, 2, make_lead(), chosen="She wove the sample.")
    assert "She wove the sample." in lead.get(f"/en/office/workshop/orders/{order.number}").text


def test_measures_of_another_craft_are_not_asked_for(lead: FlaskClient, shop: Workshop) -> None:
    other = make_criterion(str(make_product().craft_id))
    assert other.id not in lead.get(f"/en/office/workshop/batches/{shop.batch.number}").text


def test_training_pieces_name_their_group_and_the_group_names_them(
    client_of: ClientOf, lead: FlaskClient, shop: Workshop
) -> None:
    group = make_group()
    form = {"sku": shop.order.variant.sku, "purpose": "training", "quantity": "4"} | {
        "due_on": (today() + timedelta(days=40)).isoformat()
    }
    refused = lead.post("/en/office/workshop/orders/new", data=form)
    assert "Say which group makes them." in refused.text
    made = lead.post("/en/office/workshop/orders/new", data=form | {"group": group.number})
    assert group.number in lead.get(made.location).text
    number = made.location.rpartition("/")[2]
    manager = client_of(make_user(Role.PARDIS_MANAGER))
    assert number in manager.get(f"/en/office/training/groups/{group.number}").text
    assert group.number in manager.get(made.location).text


def test_an_order_says_for_whom_it_is_and_what_was_promised(lead: FlaskClient) -> None:
    firm = ADDRESS | {"company_name": "Weiß Wohnen GmbH"}
    line = make_line(30, made_to_order=True, lead_time_days=20)
    sold = make_paid_order(line, address=firm)
    line.variant.product.craft_id = make_craft().id
    bill = make_bill(line.variant)
    work = make_order(30, bill, purpose=Purpose.ORDER, order_line=line)
    page = lead.get(f"/en/office/workshop/orders/{work.number}").text
    assert "Weiß Wohnen GmbH" in page
    assert sold.number in page
    assert "due after that" in page


def test_a_loss_stands_on_the_page_with_its_reason(lead: FlaskClient, shop: Workshop) -> None:
    page = f"/en/office/workshop/orders/{shop.order.number}/kit"
    lost = {"kit-happening": "wasted", "kit-material": str(shop.material.id), "kit-amount": "2"}
    refused = lead.post(page, data=lost | {"kit-key": "k1"})
    assert refused.status_code == 422
    assert "The bill and its scrap do not cover so much." in refused.text
    told = lead.post(page, data=lost | {"kit-key": "k2", "kit-note": "Moths"})
    assert "Moths" in lead.get(told.location).text
