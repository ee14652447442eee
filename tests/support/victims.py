"""Processes that act on a real database: two at once, or one that is killed between two statements."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, event

from marketplace.app import create_app
from marketplace.core.db import db, transaction
from marketplace.core.errors import DomainError
from tests.support.databases import settings_for

Acts = Mapping[str, Callable[..., object]]
PEOPLE = 2
_app: list[Flask] = []
_acts: dict[str, Callable[..., object]] = {}


@contextmanager
def people(url: str, folder: Path, acts: Acts) -> Iterator["People"]:
    """Two processes in which the product is loaded and that know these acts."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PEOPLE, spawn, _open, (url, folder, dict(acts))) as processes:
        assert list(processes.map(len, [""] * PEOPLE)) == [0] * PEOPLE
        yield People(processes)


class People:
    def __init__(self, processes: ProcessPoolExecutor) -> None:
        self._processes = processes

    def at_once(self, *acts: tuple[object, ...]) -> list[str]:
        """What came of each: "done", or the name of what refused it."""
        return sorted(one.result() for one in [self._processes.submit(_done, *act) for act in acts])

    def kill_on_the_way(self, *act: object) -> int:
        """The act is begun again and again, and its process killed before its first statement, its
        third, and so on, until one gets through; how many died."""
        deaths = 0
        while self._processes.submit(_die_at, 2 * deaths, *act).result() == signal.SIGKILL:
            deaths += 1
        return deaths


def _open(url: str, folder: Path, acts: dict[str, Callable[..., object]]) -> None:
    _app.append(create_app(settings_for(url, folder)))
    _acts.update(acts)


def _done(act: str, *given: object) -> str:
    with _app[0].app_context():
        try:
            with transaction():
                _acts[act](*given)
        except DomainError as refused:
            return type(refused).__name__
        return "done"


def _die_at(count: int, *act: object) -> int:
    """By which signal a child of this process ended; 0 where it did what it was to do."""
    child = os.fork()
    if child == 0:
        with _app[0].app_context():
            db.engine.dispose(close=False)  # its mother's connections are not its own
        _kill_before(count)
        os._exit(0 if _done(*act) == "done" else 1)  # type: ignore[arg-type]
    _pid, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0, act
        return 0
    return os.WTERMSIG(status)


def _kill_before(count: int) -> None:
    """The statement of this number, and the commit after the last, is never sent."""
    left = [count]

    def note(*_: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "commit", note)
