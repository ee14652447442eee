import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from marketplace.cooperatives.models import CooperativeState
from marketplace.core.db import db
from tests.factories.cooperatives import make_membership
from tests.factories.media import make_picture
from tests.factories.shop import make_maker, make_piece, make_seller

ClientOf = Callable[[], FlaskClient]


@pytest.fixture
def visitor(client_of: ClientOf) -> FlaskClient:
    return client_of()


def test_a_maker_has_her_story_her_cooperative_and_her_work(visitor: FlaskClient) -> None:
    maker, seller = make_maker(works_since=1994), make_seller()
    make_membership(maker, seller)
    piece = make_piece("Her cloth", maker=maker)
    make_piece("Another's cloth")
    page = visitor.get(f"/en/makers/{maker.slug}").text
    for words in ("She weaves.", "1994", seller.names["en"], piece.slug):
        assert words in page
    assert "Another" not in page
    assert "۱۳۷۳" in visitor.get(f"/fa/makers/{maker.slug}").text


def test_who_has_shown_nothing_yet_has_no_page(visitor: FlaskClient) -> None:
    maker = make_maker()
    assert visitor.get(f"/en/makers/{maker.slug}").status_code == 404
    assert maker.slug not in visitor.get("/en/makers").text


def test_a_suspended_cooperative_has_no_page(visitor: FlaskClient) -> None:
    seller = make_piece().cooperative
    assert visitor.get(f"/en/cooperatives/{seller.slug}").status_code == 200
    seller.state = CooperativeState.SUSPENDED
    db.session.flush()
    assert visitor.get(f"/en/cooperatives/{seller.slug}").status_code == 404


def test_makers_come_in_pages(visitor: FlaskClient) -> None:
    for n in range(26):
        make_piece(maker=make_maker(slug=f"a-maker-{n:02}"))
    first = visitor.get("/en/makers").text
    (address,) = re.findall(r'rel="next"\s+class="more"\s+href="([^"]+)"', first)
    assert "a-maker-23" in first
    assert "a-maker-24" not in first
    assert "a-maker-25" in visitor.get(address).text


def test_who_chose_no_picture_is_shown_by_her_latest_piece(visitor: FlaskClient) -> None:
    maker = make_maker()
    make_piece(maker=maker)
    latest = make_piece(maker=maker).pictures[0].picture.derivatives[0]["name"]
    stem = latest.rsplit("/", 1)[0]
    for page in ("/en/makers", f"/en/makers/{maker.slug}"):
        assert stem in visitor.get(page).text
    maker.portrait = make_picture()
    db.session.flush()
    page = visitor.get("/en/makers").text
    assert stem not in page
    assert maker.portrait.derivatives[0]["name"] in page


@pytest.mark.parametrize("query", ["after=zzzz", "after=" + "x" * 999, "after=';--"])
def test_a_strange_page_of_makers_is_harmless(visitor: FlaskClient, query: str) -> None:
    assert visitor.get(f"/en/makers?{query}").status_code == 200


def test_every_piece_is_in_the_sitemap_in_both_languages(visitor: FlaskClient) -> None:
    piece = make_piece()
    index = ElementTree.fromstring(visitor.get("/sitemap.xml").data)  # noqa: S314 - our own answer
    parts = [loc.text or "" for loc in index.iter() if loc.tag.endswith("loc")]
    pages = "".join(visitor.get("/" + part.split("/", 3)[3]).text for part in parts)
    assert f"/en/pieces/{piece.slug}</loc>" in pages
    assert f'hreflang="fa" href="http://127.0.0.1:8000/fa/pieces/{piece.slug}"' in pages
    assert f"/en/makers/{piece.artisan.slug}</loc>" in pages


@pytest.mark.parametrize("name", ["pieces-", "pieces-x", "pieces-9999999", "pieces-999", "x"])
def test_other_sitemaps_do_not_exist(visitor: FlaskClient, name: str) -> None:
    assert visitor.get(f"/sitemap-{name}.xml").status_code == 404


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_new_pieces_can_be_followed(visitor: FlaskClient, lang: str) -> None:
    ElementTree.fromstring(visitor.get(f"/{lang}/new.atom").data)  # noqa: S314 - our own answer
    make_piece("Cloth & <thread>")
    feed = ElementTree.fromstring(visitor.get(f"/{lang}/new.atom").data)  # noqa: S314 - our own answer
    entries = [entry for entry in feed if entry.tag.endswith("entry")]
    assert len(entries) == 1


def test_robots_are_told_where_the_sitemap_is(visitor: FlaskClient) -> None:
    assert "Sitemap: http" in visitor.get("/robots.txt").text
