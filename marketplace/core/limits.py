"""How often one address may ask for what costs something.

The windows live in this process's memory, or, where an operator named one, in a Redis that all
processes share. When that is lost later, each process counts for itself until it is back.
"""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import storage_from_string

from marketplace.config import BadSettings

MEMORY = "memory://"
SECONDS = 2

limiter = Limiter(get_remote_address, strategy="moving-window")


def init_app(app: Flask, url: str) -> None:
    """Raises BadSettings where the Redis of the address does not answer at the start."""
    options = {}
    if url != MEMORY:
        options = {"socket_connect_timeout": SECONDS, "socket_timeout": SECONDS}
        if not storage_from_string(url, **options).check():
            raise BadSettings("RATE_LIMIT_URL: there is no Redis that answers")
    app.config["RATELIMIT_STORAGE_URI"] = url
    app.config["RATELIMIT_STORAGE_OPTIONS"] = options
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = url != MEMORY
    limiter.init_app(app)
