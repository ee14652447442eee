"""The packing table, the treasurer's desk and a maker's earnings in a real browser, both directions."""

import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext

from marketplace.accounts.models import Calendar, User
from marketplace.accounts.permissions import Role
from marketplace.orders.fulfilment import handling
from marketplace.orders.models import OrderState
from marketplace.payouts.services import batches
from tests.browser.conftest import Site
from tests.browser.looks import faults_of, watch
from tests.factories.cooperatives import make_artisan, make_cooperative, make_maker, make_staff
from tests.factories.fulfilment import SHEBA, make_line, make_paid_order, make_treasurer, pack, ship
from tests.factories.payouts import make_batch, make_credits


@dataclass(frozen=True)
class Desk:
    """Who works there, and addresses that need a number."""

    staff: User
    maker: User
    paths: dict[str, str]


@pytest.fixture(scope="module")
def desk(site: Site) -> Desk:
    """A cooperative with orders in every state, something payable, a batch to approve, one paid."""
    with site.database():
        site.app.jinja_env.globals.setdefault("navigation", list)
        cooperative = make_cooperative(
            names={"en": "Sefidrud Export Cooperative", "fa": "تعاونی صادراتی سفیدرود"}
        )
        roles = (Role.SALES, Role.SHIPPING, Role.TREASURER)
        staff = make_staff(cooperative, *roles, name="Maryam Hosseini")
        maker, artisan = make_maker(cooperative, calendar=Calendar.JALALI)
        artisan.sheba = SHEBA
        poor = make_artisan(cooperative=cooperative)
        for state in (OrderState.PLACED, OrderState.PAID, OrderState.CONFIRMED):
            make_paid_order(cooperative=cooperative, state=state)
        order = make_paid_order(
            make_line(3, 148_00, artisan=artisan), make_line(artisan=poor), cooperative=cooperative
        )
        parcel = ship(order)
        packed = pack(make_paid_order(make_line(2, artisan=artisan), cooperative=cooperative))
        handling.answer(order, "It left Rasht this morning.", staff)
        paid = make_batch(
            credits_=make_credits(
                make_paid_order(make_line(artisan=artisan), cooperative=cooperative)
            )
        )
        batches.approve(paid, make_treasurer(cooperative))
        batches.mark_paid(paid, "140509031234", make_treasurer(cooperative))
        draft = make_batch(cooperative)
        make_credits(
            make_paid_order(
                make_line(artisan=artisan), make_line(artisan=poor), cooperative=cooperative
            )
        )
        open_ = make_paid_order(make_line(2), make_line(1), cooperative=cooperative)
        return Desk(
            staff,
            maker,
            {
                "board": "/office/orders",
                "list": "/office/orders?view=list",
                "order": f"/office/orders/{order.number}",
                "pack": f"/office/orders/{open_.number}/parcels/new",
                "ship": f"/office/parcels/{packed.number}/ship",
                "cancel": f"/office/orders/{open_.number}/cancel",
                "payouts": "/office/payouts",
                "draft": f"/office/payouts/{draft.number}",
                "paid": f"/office/payouts/{paid.number}",
                "earnings": "/earnings",
                "parcel": parcel.number,
            },
        )


PAGES = ["board", "list", "order", "pack", "ship", "cancel", "payouts", "draft", "paid", "earnings"]


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_have_no_faults(
    browser_as: Callable[..., BrowserContext], desk: Desk, name: str, lang: str
) -> None:
    user = desk.maker if name == "earnings" else desk.staff
    page = browser_as(user).new_page()
    noted = watch(page)
    page.goto(f"/{lang}{desk.paths[name]}")
    assert desk.paths[name].rpartition("/")[2].partition("?")[0] in page.url
    if folder := os.environ.get("SHOTS"):
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{lang}-{width}.png", full_page=True)
    assert faults_of(page) + noted == []
