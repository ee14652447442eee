"""Libraries that few requests need, loaded by the first that does, so that the web starts sooner."""

from importlib import import_module
from typing import Any


class _Late:
    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


def late(name: str) -> Any:
    """The module of that name, to be used through its attributes; the first use loads it.

    Give type checkers the plain import beside it, under `TYPE_CHECKING`.
    """
    return _Late(name)
