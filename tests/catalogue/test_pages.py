"""How often pages ask the database, and that lists do not ask more when they grow."""

import pytest
from flask.testing import FlaskClient

from marketplace.accounts.permissions import Role
from marketplace.catalogue import services
from marketplace.catalogue.models import ProductState, RevisionState
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.catalogue import make_content, make_product, make_revision
from tests.factories.cooperatives import make_artisan, make_cooperative, make_maker, make_staff
from tests.factories.inventory import make_stock
from tests.support.queries import count_queries

MOST = 25


def fill(cooperative: Cooperative, artisan: Artisan) -> int:
    """One piece in the shop with stock, one draft, one in review; the draft's id."""
    make_stock(make_product(cooperative=cooperative, artisan=artisan).variants[0], 2)
    drafts = [
        make_revision(
            product=make_product(
                cooperative=cooperative,
                artisan=artisan,
                state=ProductState.DRAFT,
                variants=0,
                pictures=0,
            ),
            content=make_content(),
            state=state,
        )
        for state in (RevisionState.IN_REVIEW, RevisionState.DRAFT)
    ]
    db.session.flush()
    return drafts[1].id


def asked(client: FlaskClient, url: str) -> int:
    client.get(url)
    with count_queries() as sent:
        assert client.get(url).status_code == 200
    return len(sent)


@pytest.mark.parametrize(
    "url",
    [
        "/en/office/review/",
        "/en/office/codes/",
        "/en/office/stock/",
        "/en/office/pieces/",
        "/en/office/stock/places",
    ],
)
def test_office_lists_ask_no_more_when_they_grow(client_of: ClientOf, url: str) -> None:
    cooperative = make_cooperative()
    client = client_of(make_staff(cooperative, Role.MANAGER, Role.REVIEWER))
    counts = []
    for _ in range(2):
        for _ in range(3):
            fill(cooperative, make_artisan(cooperative=cooperative))
        counts.append(asked(client, url))
    assert counts[0] == counts[1] <= MOST


def test_her_list_asks_no_more_when_it_grows(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    user, artisan = make_maker(cooperative)
    counts = []
    for _ in range(2):
        for _ in range(3):
            fill(cooperative, artisan)
        counts.append(asked(client_of(user), "/fa/studio/"))
    assert counts[0] == counts[1] <= MOST


@pytest.mark.parametrize("step", ["photos", "piece", "size", "price", "origin", "send"])
def test_no_screen_asks_too_often(client_of: ClientOf, step: str) -> None:
    cooperative = make_cooperative()
    user, artisan = make_maker(cooperative)
    draft = fill(cooperative, artisan)
    assert asked(client_of(user), f"/fa/studio/{draft}/{step}") <= MOST


def test_the_review_page_asks_not_too_often(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    staff = make_staff(cooperative, Role.REVIEWER)
    for _ in range(4):
        fill(cooperative, make_artisan(cooperative=cooperative))
    product = make_product(cooperative=cooperative, pictures=4)
    revision = services.start_revision(product, by=make_maker(cooperative)[0])
    services.submit(revision, by=make_maker(cooperative)[0])
    assert asked(client_of(staff), f"/en/office/review/{revision.id}") <= MOST
    assert asked(client_of(staff), f"/en/office/review/{revision.id}/texts") <= MOST


def test_a_stock_item_asks_not_too_often(client_of: ClientOf) -> None:
    item = make_stock(make_product().variants[0], 2)
    for _ in range(5):
        make_stock(item.variant, 1, item.location)
    staff = make_staff(item.location.cooperative, Role.SHIPPING)
    assert asked(client_of(staff), f"/en/office/stock/{item.id}") <= MOST
