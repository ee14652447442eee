"""Ways of writing that open holes; the linter's rules S and bandit see the others."""

import re
from collections import Counter
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
PAGE = Path("docs/security.md").read_text()
PROOF = re.compile(r"`([\w/]+\.py)::(\w+)`")
ROWS = re.findall(r"^\| (\d[\d., ]+) \| ([^|]+) \| ([^|]+) \| ([^|]*)\|$", PAGE, re.MULTILINE)
REQUIREMENTS = Path(__file__).with_name("asvs_5_0_0.txt")
WITHOUT_TOKEN = {
    "basket.add": "stands on pages that are the same for everyone",
    "basket.save": "stands on pages that are the same for everyone",
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
    lost = [
        f"{file}::{name}"
        for file, name in PROOF.findall(PAGE)
        if f"def {name}(" not in (Path("tests") / file).read_text()
    ]
    assert lost == []


def test_each_requirement_of_both_levels_stands_in_the_table_once() -> None:
    told = Counter(number for numbers, *_ in ROWS for number in numbers.split(", "))
    assert told == Counter(requirements())


def test_each_row_says_what_it_must() -> None:
    assert [row for row in ROWS if not _is_said(*row)] == []
    sections = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    assert [
        name for name in re.findall(r"\| met \| § ([^|]+) \|", PAGE) if name not in sections
    ] == []


def _is_said(_numbers: str, state: str, how: str, proof: str) -> bool:
    """What is met has a test or a section of the page; what an operator does has a page."""
    shown = bool(PROOF.search(proof))
    return bool(how.strip()) and {
        "met": shown or how.startswith("§ "),
        "**partly**": shown,
        "operator": "](" in proof,
        "not here": True,
    }.get(state, False)


def requirements() -> list[str]:
    """All of levels 1 and 2 in ASVS 5.0.0: a line for each section, with the last parts."""
    lines = (line.split(": ") for line in REQUIREMENTS.read_text().splitlines())
    return [f"{section}.{last}" for section, lasts in lines for last in lasts.split()]
