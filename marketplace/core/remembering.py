"""Small tables that seldom change, kept in the memory of a process until the database says that they
have.

Only requests read from memory, and only what they do not write themselves: jobs and commands, which
write such tables, read them as they are. What is kept must be plain values.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import current_app, has_request_context

from marketplace.core.listening import Listener

P = ParamSpec("P")
T = TypeVar("T")
MOST = 2000
"""So many answers are kept; then all are forgotten and read anew."""

TABLES: set[str] = set()
"""All tables that something remembered depends on."""


class Memory:
    """Answers, each with the state of the tables that it was read from."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._answers: dict[Hashable, tuple[object, Any]] = {}

    def recall(self, key: Hashable, tables: tuple[str, ...], read: Callable[[], T]) -> T:
        state = self._listener.count(*tables)
        known = self._answers.get(key)
        if state is not None and known is not None and known[0] == state:
            kept: T = known[1]
            return kept
        answer = read()
        if len(self._answers) >= MOST:
            self._answers.clear()
        self._answers[key] = (state, answer)
        return answer


def remembered(*tables: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Marks a query whose answer depends on its arguments and these tables alone. Their changes are
    told by triggers (migrations 0140 and 0150)."""
    TABLES.update(tables)

    def mark(query: Callable[P, T]) -> Callable[P, T]:
        @wraps(query)
        def asked(*args: P.args, **kwargs: P.kwargs) -> T:
            memory = current_app.extensions.get("memory") if has_request_context() else None
            if memory is None:
                return query(*args, **kwargs)
            key = (query, args, *sorted(kwargs.items()))
            answer: T = memory.recall(key, tables, lambda: query(*args, **kwargs))
            return answer

        return asked

    return mark
