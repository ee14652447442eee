import pytest

from marketplace.catalogue.models import Product, ProductState
from marketplace.search.queries import Sort, find
from marketplace.search.services import index
from tests.factories.shop import make_maker, make_piece


def slugs(text: str) -> list[str]:
    return [row.slug for row in find(text).rows]


@pytest.fixture
def basket() -> Product:
    maker = make_maker(names={"en": "Zarbanu Lijari", "fa": "زربانو لیجاری"})
    return make_piece(
        "Reed shopping baskets with handles",
        "زنبیل‌های حصیری دسته‌دار",
        craft="hasir-bafi",
        maker=maker,
        stories={"en": "From the lagoon", "fa": "از نی تالاب"},
    )


@pytest.mark.parametrize(
    "text",
    [
        "basket",
        "BASKETS",
        "shopping basket",
        "weaving",
        "زنبیل",
        "زنبیل ها",
        "زنبيل‌هاي",
        "زنبیلهای حصیري",
        "حصیربافی",
        "حصیر بافی",
        "دسته دار",
        "دستهدار",
        "Lijari",
        "لیجاری",
        "قاسم آباد",
        "قاسم‌آبادی",
        "lagoon",
        "تالاب",
        "Reed the of",
    ],
)
def test_words_in_either_language_find_it(basket: Product, text: str) -> None:
    make_piece("Felt hat", "کلاه نمدی", craft="sofal", place="rasht")
    assert slugs(text) == [basket.slug]


@pytest.mark.parametrize("text", ["chador shab", "chador-shab", "chadorshab", "چادر شب", "چادرشب"])
def test_a_compound_is_found_however_it_is_written(text: str) -> None:
    piece = make_piece("Chador-shab runner", "رانر چادرشب")
    assert slugs(text) == [piece.slug]


def test_the_code_on_the_label_finds_it(basket: Product) -> None:
    assert slugs(basket.variants[0].sku) == [basket.slug]


def test_digits_of_any_script_are_the_same() -> None:
    piece = make_piece("Gelim rug 100x150", "گلیم ۱۰۰ در ۱۵۰")
    assert slugs("گلیم 100") == slugs("گليم ١٠٠") == [piece.slug]


def test_all_words_must_occur(basket: Product) -> None:
    assert slugs("basket wool") == []


def test_a_title_counts_more_than_a_story() -> None:
    told = make_piece("Bowl", "کاسه", stories={"en": "Carried home in a basket"})
    titled = make_piece("Basket", "سبد", published_at=told.published_at)
    found = find("basket", sort=Sort.RELEVANCE)
    assert [row.slug for row in found.rows] == [titled.slug, told.slug]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("baskte", "basket"), ("bsket", "basket"), ("زنبل", "زنبیل"), ("zarbano", "zarbanu")],
)
def test_a_slip_finds_what_was_meant_and_says_so(basket: Product, text: str, meant: str) -> None:
    page = find(text)
    assert page.corrected is not None
    assert page.corrected.startswith(meant)
    assert [row.slug for row in page.rows] == [basket.slug]


def test_nonsense_finds_nothing(basket: Product) -> None:
    page = find("qwxzvk")
    assert (page.rows, page.total, page.corrected) == ((), 0, None)


def test_words_that_say_nothing_find_nothing(basket: Product) -> None:
    assert find("the of").total == 0
    assert find("!!! --- ؟").total == 0


def test_a_paused_piece_is_not_found(basket: Product) -> None:
    basket.state = ProductState.PAUSED
    index(basket.id)
    assert slugs("basket") == []


def test_a_piece_of_a_suspended_cooperative_is_not_found(basket: Product) -> None:
    basket.listed = False
    index(basket.id)
    assert slugs("basket") == []
