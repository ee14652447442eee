import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from marketplace.core.money import Money
from tests.factories.catalogue import make_variant
from tests.factories.shop import make_maker, make_piece, make_seller

ClientOf = Callable[[], FlaskClient]


@pytest.fixture
def visitor(client_of: ClientOf) -> FlaskClient:
    return client_of()


def shown(visitor: FlaskClient, query: str = "", lang: str = "en") -> str:
    answer = visitor.get(f"/{lang}/pieces?{query}")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("query", ["q=runner", "q=رانر", "q=%D8%B1%D8%A7%D9%86%D8%B1"])
def test_a_word_of_either_language_finds_the_piece(visitor: FlaskClient, query: str) -> None:
    make_piece("Table runner", "رانر رومیزی")
    make_piece("Bowl", "کاسه")
    assert "Table runner" in shown(visitor, query)
    assert "Bowl" not in shown(visitor, query)


def test_every_filter_is_a_chip_that_can_be_dropped(visitor: FlaskClient) -> None:
    maker, seller = make_maker(), make_seller()
    make_piece(maker=maker, seller=seller, price=Money(90_00, "EUR"))
    query = "q=cloth&family=textile&craft=chador-shab-bafi&place=rudsar-county&min=50&max=120"
    query += f"&cooperative={seller.slug}&maker={maker.slug}&ready=stock"
    page = shown(visitor, query)
    assert "Striped cloth" in page
    assert page.count('class="chip"') == 8
    dropped = re.findall(r'class="chip"\s+href="([^"]+)"', page)
    assert all("Striped cloth" in visitor.get(unescape(address)).text for address in dropped)
    assert len(set(dropped)) == 8


def test_a_list_from_one_place_is_named_for_it(visitor: FlaskClient) -> None:
    make_piece()
    page = visitor.get("/en/pieces?place=qasemabad").text
    assert ">Qasemabad</h1>" in page
    assert '<li aria-current="page">All pieces</li>' not in page
    two = visitor.get("/en/pieces?place=qasemabad&min=1").text
    assert two.split('class="crumbs"')[1].split("</nav>")[0].count("All pieces") == 1


def test_nothing_found_says_what_was_looked_for(visitor: FlaskClient) -> None:
    make_piece(price=Money(90_00, "EUR"))
    page = shown(visitor, "q=cloth&min=500")
    assert "You looked for: “cloth”, from €500." in page
    assert 'href="/en/pieces?q=cloth"' in page


def test_a_slip_is_forgiven_and_said(visitor: FlaskClient) -> None:
    make_piece("Basket", "سبد")
    page = shown(visitor, "q=baskte")
    assert "Nothing was found for “baskte”" in page
    assert "These are the pieces for “basket”." in page


def test_prices_are_read_in_any_digits(visitor: FlaskClient) -> None:
    make_piece("Cheap", "ارزان", price=Money(10_00, "EUR"))
    make_piece("Dear", "گران", price=Money(1_200_00, "EUR"))
    for typed in ("1000", "۱۰۰۰", "١٠٠٠", "1,000", "۱٬۰۰۰"):
        page = shown(visitor, f"min={typed}")
        assert "Dear" in page
        assert "Cheap" not in page


HOSTILE = [
    "q=" + "x" * 5000,
    "q=%00%00",
    "q=%27%29%3B+drop+table+products%3B--",
    "q=%5C%27+%7C+%26+%21+%3A%2A",
    "q=" + "a+" * 500,
    "q=%F0%9F%A7%B6",
    "q=%ff%fe",
    "page=-1",
    "page=1000000000",
    "after=-1",
    "after=9999999999999999999999.1",
    "before=%00",
    "after=1.999999999999",
    "min=abc&max=xyz",
    "min=-5",
    "min=99999999999999999999",
    "min=1e9&max=NaN",
    "min=%00",
    "craft=%00",
    "craft=none&craft=" + "&craft=".join(f"c{n}" for n in range(500)),
    "place=" + "x" * 1000,
    "maker=none&cooperative=none&family=none",
    "family=%27",
    "ready=perhaps&sort=sideways",
    "sort=relevance",
    "q[]=1&craft[0]=2",
]


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_nothing_typed_into_the_address_breaks_it(
    visitor: FlaskClient, query: str, lang: str
) -> None:
    make_piece()
    answer = visitor.get(f"/{lang}/pieces?{query}")
    assert answer.status_code == (400 if "%00" in query else 200)


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("min=abc", "“abc” is not a price. Type digits, for example 250."),
        ("min=9&max=3", "The lower price was above the higher one"),
        ("craft=none", "There is no “none” here"),
        ("maker=nobody", "There is no “nobody” here"),
        ("after=x", "That page is not known"),
        ("q=" + "x" * 200, "Only the beginning of what you typed"),
    ],
)
def test_what_was_not_understood_is_said(visitor: FlaskClient, query: str, note: str) -> None:
    make_piece()
    assert note in shown(visitor, query)


def test_pages_turn(visitor: FlaskClient) -> None:
    for n in range(30):
        make_piece(f"Cloth {n}")
    first = shown(visitor)
    address = first.split('rel="next" href="')[1].split('"')[0]
    second = visitor.get(unescape(address)).text
    assert "Cloth 29<" in first
    assert "Cloth 0<" in second
    assert 'rel="prev"' in second
    assert "30 pieces" in second


def test_prices_are_shown_in_the_chosen_currency(visitor: FlaskClient) -> None:
    make_piece(price=Money(100_00, "EUR"))
    visitor.set_cookie("currency", "USD")
    assert "≈ $" in shown(visitor) or "€100" in shown(visitor)
    visitor.set_cookie("currency", "nonsense")
    assert "€100" in shown(visitor)


def test_a_piece_with_dearer_variants_costs_from_its_lowest_price(visitor: FlaskClient) -> None:
    piece = make_piece()
    dear = make_variant(piece, price=Money(250_00, "EUR"))
    assert "from €100" in visitor.get("/en/pieces").text
    assert "از ۱۰۰" in visitor.get("/fa/pieces").text
    dear.offered = False
    assert "from €100" not in visitor.get("/en/pieces").text


def test_crafts_show_a_picture_of_their_newest_piece(visitor: FlaskClient) -> None:
    make_piece()
    names = [d["name"] for d in make_piece().pictures[0].picture.derivatives]
    page = visitor.get("/en/crafts").text
    assert any(name in page for name in names)
