"""Addresses that are compiled late are the same addresses."""

import pytest
from werkzeug.routing import Map, Rule

from marketplace.core.routing import PatientRule

RULES = ["/", "/<any(en, fa):lang>/pieces/<slug>", "/files/<path:name>", "/orders/<int:number>/"]
VALUES = {"lang": "fa", "slug": "چادرشب ۲", "name": "a/b c.pdf", "number": 7, "more": "x&y"}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("unknown", [True, False])
def test_it_builds_what_the_library_builds(rule: str, unknown: bool) -> None:
    late, soon = PatientRule(rule, endpoint="it"), Rule(rule, endpoint="it")
    for one in (late, soon):
        Map([one])
    assert [late.build(VALUES, unknown) for _ in range(2)] == [soon.build(VALUES, unknown)] * 2
