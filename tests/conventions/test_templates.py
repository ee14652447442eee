"""House rules for templates and styles. Pages themselves are checked whenever a test fetches one."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.support.pages import faults_in

TEMPLATES = [p for p in sorted(Path("templates").rglob("*.html")) if "mail" not in p.as_posix()]
STYLES = sorted(Path("static/css").glob("*.css"))
SCRIPTS = sorted(Path("static/js").glob("*.js"))
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)|left|right)\s*:|text-align:\s*(?:left|right)"
)
NOT_CHANGING = re.compile(r"^\{% set .*\b_\(", re.MULTILINE)


def test_every_template_can_be_read(app: Flask) -> None:
    for name in app.jinja_env.list_templates(extensions=["html", "txt", "xml", "atom"]):
        app.jinja_env.get_template(name)


@pytest.mark.parametrize("file", TEMPLATES, ids=str)
def test_templates_bring_neither_style_nor_script(file: Path) -> None:
    text = file.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|href=\"javascript:", text)
    inline = re.findall(r"<script(?![^>]*(?:\bsrc=|nonce=|json\"))[^>]*>", text)
    assert inline == []


@pytest.mark.parametrize("file", [f for f in TEMPLATES if "extends" not in f.read_text()], ids=str)
def test_imported_templates_translate_inside_their_macros(file: Path) -> None:
    """What stands outside a macro is worked out once, in the language of whoever came first."""
    if "{% macro" in file.read_text():
        assert NOT_CHANGING.findall(file.read_text()) == []


@pytest.mark.parametrize("file", STYLES, ids=str)
def test_styles_know_no_left_and_right(file: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)
    assert PHYSICAL.findall(rules) == []


@pytest.mark.parametrize("file", [*STYLES, *SCRIPTS], ids=str)
def test_nothing_comes_from_elsewhere(file: Path) -> None:
    text = file.read_text().replace("http://www.w3.org/", "")
    assert not re.search(r"https?://", text)


@pytest.mark.parametrize(
    ("flaw", "fault"),
    [
        ("<h1>Two</h1>", "2 <h1>"),
        ('<p id="a"></p><p id="a"></p>', "id repeated: a"),
        ('<p style="color: red"></p>', "style within the page"),
        ('<p onclick="x()"></p>', "script within the page"),
        ("<script>1</script>", "script within the page"),
        ('<label for="b"></label>', "named but not there: b"),
        ("<div><section></div>", "closes something else"),
        ('<img src="x">', "picture without alt"),
        ("{{ x }}", "something of the template shows"),
    ],
)
def test_flaws_of_pages_are_found(flaw: str, fault: str) -> None:
    page = '<html lang="en" dir="ltr"><head><title>A</title></head><body><main><h1>A</h1>{}'
    assert faults_in(page.format("") + "</main></body></html>") == []
    found = faults_in(page.format(flaw) + "</main></body></html>")
    assert any(fault in one for one in found), found
