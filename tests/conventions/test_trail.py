"""Whatever staff do is told in words on the page of the audit trail."""

import ast
from collections.abc import Iterator
from pathlib import Path

from marketplace.admin.words import ACTS


def acts_in(file: Path) -> Iterator[str]:
    """The names of acts that a file records, or how they begin where the rest is a value."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("audit.record"):
            parts = (part for given in node.args[1:2] for part in ast.walk(given))
            texts = (str(part.value) for part in parts if isinstance(part, ast.Constant))
            yield from (text for text in texts if "." in text)


def test_every_act_has_words() -> None:
    files = sorted(Path("marketplace").rglob("*.py"))
    acts = {act for file in files for act in acts_in(file)}
    silent = [act for act in acts if not any(name.startswith(act) for name in ACTS)]
    assert len(acts) > 80
    assert sorted(silent) == []


def test_acts_stand_in_order() -> None:
    assert list(ACTS) == sorted(ACTS)
