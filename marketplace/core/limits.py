"""How often one address may ask for what costs something.

The windows live in this process's memory, or, where an operator named one, in a Redis that all
processes share. When that is lost later, each process counts for itself until it is back.
"""

import time
from threading import Timer

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import MemoryStorage, storage_from_string

from marketplace.config import BadSettings

MEMORY = "memory://"
SECONDS = 2
SWEEP_EVERY = 60.0


class Seldom:
    """A timer that, once it has begun, is taken for running until it is time for the next."""

    def __init__(self, timer: Timer) -> None:
        self._timer = timer
        self._until = 0.0

    def start(self) -> None:
        self._until = time.monotonic() + SWEEP_EVERY
        self._timer.start()

    def is_alive(self) -> bool:
        return time.monotonic() < self._until


class PatientMemory(MemoryStorage):
    """Windows in memory, of which those that are over are looked for once a minute. The library
    looks through all of them, in a thread of its own, after every request that it counts."""

    STORAGE_SCHEME = ["patient-memory"]

    @property  # type: ignore[override]
    def timer(self) -> Seldom:
        return self._seldom

    @timer.setter
    def timer(self, made: Timer) -> None:
        self._seldom = Seldom(made)


limiter = Limiter(get_remote_address, strategy="moving-window")


def init_app(app: Flask, url: str) -> None:
    """Raises BadSettings where the Redis of the address does not answer at the start."""
    options = {}
    if url != MEMORY:
        options = {"socket_connect_timeout": SECONDS, "socket_timeout": SECONDS}
        if not storage_from_string(url, **options).check():
            raise BadSettings("RATE_LIMIT_URL: there is no Redis that answers")
    app.config["RATELIMIT_STORAGE_URI"] = url.replace(MEMORY, "patient-memory://")
    app.config["RATELIMIT_STORAGE_OPTIONS"] = options
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = url != MEMORY
    limiter.init_app(app)
