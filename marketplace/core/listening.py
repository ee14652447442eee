"""Hearing from the database that something has changed, without asking it."""

import time
from collections import Counter
from contextlib import suppress
from threading import Lock, Thread

import psycopg

from marketplace.core.lines import Line

BEAT = 5.0
"""Seconds after which the line is tried when nothing was heard."""

DEAF = 15.0
"""Seconds without a sign of the database after which nothing heard before counts any more."""


class Listener:
    """Counts the messages of one channel, in a thread of its own that begins with the first question.

    Messages are sent inside the transaction that makes a change (`NOTIFY`) and delivered when it is
    saved, to every process that listens, in the order of saving. A message may say what changed.
    """

    def __init__(self, url: str, channel: str) -> None:
        self._url = url.replace("postgresql+psycopg://", "postgresql://")
        self._channel = channel
        self._beginnings = 0
        self._changes: Counter[str] = Counter()
        self._heard = float("-inf")
        self._starting = Lock()
        self._thread: Thread | None = None

    def count(self, *of: str) -> int | None:
        """A number that is another one after each change (of one of these, where some are named);
        None while changes could go unheard."""
        if self._thread is None:
            self._start()
        if time.monotonic() - self._heard >= DEAF:
            return None
        changes = sum(self._changes[one] for one in of) if of else self._changes.total()
        return self._beginnings + changes

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._listen_for_ever, daemon=True)
                self._thread.start()

    def _listen_for_ever(self) -> None:
        while True:
            with suppress(psycopg.Error):
                self._listen()
            self._heard = float("-inf")
            time.sleep(1)

    def _listen(self) -> None:
        with Line.connect(
            self._url, autocommit=True, connect_timeout=5, tcp_user_timeout=10_000
        ) as line:
            line.patience = BEAT
            line.execute(f'listen "{self._channel}"')
            self._beginnings += 1
            while True:
                self._heard = time.monotonic()
                for told in line.notifies(timeout=BEAT):
                    self._changes[told.payload] += 1
                    self._heard = time.monotonic()
                line.execute("select 1")
