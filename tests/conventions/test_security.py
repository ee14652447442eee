"""Ways of writing that open holes; the linter's rules S and bandit see the others."""

import re
from pathlib import Path

import pytest
from flask import Flask

from marketplace.core.security import csrf

CODE = sorted(Path("marketplace").rglob("*.py"))
TEMPLATES = [file for file in sorted(Path("templates").rglob("*")) if file.is_file()]
FORBIDDEN = {
    "markup made of a variable": r"Markup\((?!\)|['\"])(?!.*nosec B704)",
    "SQL put together from strings": r"\btext\((f['\"]|['\"][^'\"\n]*['\"]\s*[%+])(?!.*noqa: S608)",
    "a form that writes itself into a row": r"populate_obj",
    "a shell": r"shell=True|os\.system|os\.popen",
    "code made of text": r"(?<![\w.])(eval|exec|__import__)\(",
    "objects read from bytes": r"\b(pickle|marshal|shelve)\.|yaml\.load\(",
    "an address that is fetched": r"(import|from) (requests|httpx|urllib3|aiohttp|urllib\.request)\b|urlopen",
    "XML that is read": r"\b(xml\.(etree|dom|sax)|lxml)\b",
    "templates made of text": r"render_template_string|\.from_string\(",
}
WITHOUT_TOKEN = {
    "basket.add": "stands on pages that are the same for everyone",
    "preferences.currency": "stands on pages that are the same for everyone",
    "card_messages.take": "comes from the card company, and is signed by it",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_is_written_so(what: str) -> None:
    rule = re.compile(FORBIDDEN[what])
    assert [str(file) for file in CODE if rule.search(file.read_text())] == []


def test_the_rules_see_what_they_forbid() -> None:
    bad = "Markup(x) text(f'a') populate_obj shell=True eval( pickle. import httpx import lxml"
    bad += " env.from_string("
    assert [what for what, rule in FORBIDDEN.items() if not re.search(rule, bad)] == []


def test_no_template_says_that_something_is_safe() -> None:
    loose = re.compile(r"\|\s*safe\b|autoescape false")
    assert [str(file) for file in TEMPLATES if loose.search(file.read_text())] == []


def test_every_form_has_a_token_or_a_reason(app: Flask) -> None:
    exempt = {
        name
        for name, view in app.view_functions.items()
        if f"{view.__module__}.{view.__name__}" in csrf._exempt_views
    }
    assert exempt == set(WITHOUT_TOKEN)
    assert not csrf._exempt_blueprints


def test_every_proof_that_the_table_names_exists() -> None:
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", Path("docs/security.md").read_text())
    lost = [
        f"{file}::{name}"
        for file, name in named
        if f"def {name}(" not in (Path("tests") / file).read_text()
    ]
    assert lost == []
    assert len(named) > 40
