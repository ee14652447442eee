"""Addresses of views, built from their names."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class PatientRule(Rule):
    """A rule whose two builders are compiled when somebody first asks for its address. There are
    hundreds of rules, of which a process needs some; to compile all took a tenth of its start."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compiled: list[Builder] = []

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(Rule._compile_builder(self, append_unknown))
            return compiled[0](rule, **values)

        return build
