"""Pages of the shop may be kept only because every table they read tells of its changes."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from marketplace.core import remembering
from marketplace.core.db import db
from tests.factories.accounts import make_user
from tests.factories.shop import make_maker, make_piece, make_seller
from tests.support.queries import count_queries

READ = re.compile(r"(?:from|join)\s+(?:only\s+)?(\w+)", re.IGNORECASE)
TELLING = text(
    "select relname from pg_trigger join pg_class on pg_class.oid = tgrelid"
    " where tgname = 'shown_in_the_shop' order by relname"
)
TABLES = text("select tablename from pg_tables where schemaname = 'public'")


@pytest.fixture
def addresses() -> list[str]:
    """The address of one page of each kind, with all that a reader can ask of it."""
    maker, seller = make_maker(user=make_user()), make_seller()
    piece = make_piece(maker=maker, seller=seller)
    return [
        "/en/",
        "/en/pieces",
        f"/en/pieces?q=clotj&family=textile&place=rudsar-county&ready=stock&maker={maker.slug}",
        f"/en/pieces?min=1&max=900&cooperative={seller.slug}&sort=price",
        "/en/crafts",
        "/en/crafts/chador-shab-bafi",
        f"/en/pieces/{piece.slug}?to=DE",
        "/en/makers",
        f"/en/makers/{maker.slug}",
        f"/en/cooperatives/{seller.slug}",
        "/en/about",
        "/sitemap.xml",
        "/sitemap-pages.xml",
        "/en/new.atom",
    ]


def test_what_kept_pages_read_tells_of_its_changes(
    addresses: list[str], client_of: Callable[[], FlaskClient]
) -> None:
    visitor = client_of()
    visitor.set_cookie("currency", "USD")
    with count_queries() as sent:
        answers = {address: visitor.get(address).status_code for address in addresses}
    read = {table for statement in sent for table in READ.findall(statement)}
    told = set(db.session.scalars(TELLING))
    assert read & set(db.session.scalars(TABLES)) - told == set()
    assert set(answers.values()) == {200}


def test_what_is_remembered_tells_of_its_changes() -> None:
    assert set(db.session.scalars(TELLING)) >= remembering.TABLES
