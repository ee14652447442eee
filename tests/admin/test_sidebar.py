"""What the sidebar of the office tells of work that waits."""

import re

import pytest

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.admin.navigation import PLACES
from marketplace.catalogue.models import RevisionState
from marketplace.desk.waiting import waiting_on
from marketplace.orders.models import OrderState
from tests.conftest import ClientOf
from tests.factories import fulfilment
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_revision
from tests.factories.cooperatives import make_cooperative, make_maker, make_staff
from tests.factories.payouts import make_batch, make_credits
from tests.support.queries import count_queries


def entries(page: str) -> dict[str, str]:
    """The counters of a sidebar by the address of their entry."""
    nav = page.split('class="side__nav"')[1].split("</nav>")[0]
    links = re.findall(r'href="([^"]+)".*?>(.*?)</a>', nav, re.DOTALL)
    counted = [(address, re.search(r"(\d+)\s*</span>", inside)) for address, inside in links]
    return {address.rstrip("/").rsplit("/", 1)[-1]: n[1] for address, n in counted if n}


def test_each_entry_says_how_much_waits_there(client_of: ClientOf) -> None:
    revision = make_revision(state=RevisionState.IN_REVIEW)
    seller = revision.product.cooperative
    for state in (OrderState.PAID, OrderState.CONFIRMED):
        fulfilment.make_paid_order(cooperative=seller, state=state)
    maker = make_maker(seller)[1]
    maker.sheba = fulfilment.SHEBA
    paid = fulfilment.make_paid_order(fulfilment.make_line(artisan=maker), cooperative=seller)
    make_batch(credits_=make_credits(paid))
    page = client_of(make_staff(seller)).get("/en/office/stock/").text
    assert entries(page) == {"review": "1", "orders": "2", "payouts": "1"}


def test_nothing_of_another_cooperative_is_counted(client_of: ClientOf) -> None:
    make_revision(state=RevisionState.IN_REVIEW)
    page = client_of(make_staff(make_cooperative())).get("/en/office/stock/").text
    assert entries(page) == {}


def test_the_house_is_named(client_of: ClientOf) -> None:
    first = make_cooperative(names={"en": "Sefidrud Export", "fa": "صادراتی سفیدرود"})
    staff = make_staff(first)
    assert "</b>Sefidrud Export</span>" in client_of(staff).get("/en/office/stock/").text
    assert "</b>صادراتی سفیدرود</span>" in client_of(staff).get("/fa/office/stock/").text
    auditor = client_of(make_user(Role.AUDITOR))
    assert "</b>Back office</span>" in auditor.get("/en/office/stock/").text


@pytest.mark.parametrize("roles", [[Role.REVIEWER], [Role.MANAGER, Role.TREASURER, Role.SHIPPING]])
def test_all_counters_are_one_query(app, roles: list[Role]) -> None:
    user: User = make_staff(make_cooperative(), *roles)
    with app.test_request_context("/en/office/"), count_queries() as sent:
        assert waiting_on(user)
    assert len(sent) == 1


def test_the_dashboard_counts_once(client_of: ClientOf) -> None:
    client = client_of(make_staff(make_cooperative(), Role.MANAGER, Role.TREASURER))
    with count_queries() as sent:
        client.get("/en/office/")
    assert len([one for one in sent if "UNION ALL" in one]) == 1


def test_no_two_places_open_by_the_same_key() -> None:
    keys = [place.key for _heading, places in PLACES for place in places if place.key]
    assert len(keys) == len(set(keys))
    assert set("".join(keys)) <= set("abcdefghijklmnopqrstuvwxyz")


def test_the_list_of_keys_is_that_of_the_sidebar(client_of: ClientOf) -> None:
    page = client_of(make_user(Role.STOREKEEPER)).get("/en/office/").text
    dialog = page.split("data-keys>")[1].split("</dialog>")[0]
    words = " ".join(re.sub(r"<[^>]+>", " ", dialog).split())
    assert "G S Stock" in words
    assert "G U" not in words
    assert 'data-key="s"' in page
