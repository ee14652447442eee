"""Words of templates are translated when these are compiled, once for each language."""

import pytest
from flask import Flask
from flask.templating import render_template

from marketplace.localisation.languages import LocalText
from marketplace.localisation.links import address
from marketplace.localisation.templates import filled, part
from marketplace.storefront.lists import Box


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_page_speaks_the_language_of_its_address(app: Flask, lang: str) -> None:
    with app.app_context(), app.test_request_context(f"/{lang}/nowhere"):
        page = render_template("errors/problem.html", status=404, error=None, title="", text="")
    assert f'lang="{lang}"' in page
    assert ("Skip to content" in page) is (lang == "en")


def test_values_are_escaped_and_words_are_not() -> None:
    assert filled("It’s <b>%(n)s</b>, 5%%", n="<i>") == "It’s <b>&lt;i&gt;</b>, 5%"


def test_an_address_is_of_the_language_that_asks(app: Flask) -> None:
    found = []
    for lang in ("en", "fa", "en"):
        with app.app_context(), app.test_request_context(f"/{lang}/nowhere"):
            found.append(address("storefront.product", slug="a-shawl"))
    assert found == ["/en/pieces/a-shawl", "/fa/pieces/a-shawl", "/en/pieces/a-shawl"]


def test_a_part_of_a_page_is_made_once_for_its_values(app: Flask) -> None:
    with app.test_request_context("/en/nowhere"):
        tongue = app.jinja_env.get_template("components/parts.html").environment
        one, same, other = (
            part(tongue, "storefront/_craft_boxes.html", crafts=boxes) for boxes in ((), (), (BOX,))
        )
    assert one is same
    assert "&lt;Cloth&gt;" in other


BOX = Box("cloth", LocalText("<Cloth>", "en", "en"), "7", ticked=True, group="")
