"""House rules that a reviewer should not have to remember."""

import ast
from pathlib import Path

CODE = sorted(Path("marketplace").rglob("*.py"))
FUNCTIONS = [
    (file, node)
    for file in CODE
    for node in ast.walk(ast.parse(file.read_text()))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
]


def test_only_the_database_module_commits() -> None:
    assert [str(f) for f in CODE if ".commit()" in f.read_text()] == ["marketplace/core/db.py"]


def test_functions_stay_short() -> None:
    long = [f"{f}:{n.name}" for f, n in FUNCTIONS if (n.end_lineno or 0) - n.lineno >= 30]
    assert long == []


def test_files_stay_short() -> None:
    assert [str(f) for f in CODE if len(f.read_text().splitlines()) > 300] == []


def test_imports_stand_at_the_top() -> None:
    inner = [
        f"{f}:{i.lineno}"
        for f, n in FUNCTIONS
        for i in ast.walk(n)
        if isinstance(i, ast.Import | ast.ImportFrom)
    ]
    assert inner == []
