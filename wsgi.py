"""The way in for servers: `granian --interface wsgi wsgi:app`, and for `flask` commands."""

import gc
import os
import sys

gc.disable()  # to look through all that a start makes, again and again, takes a third of its time

from marketplace.app import create_app  # noqa: E402 - after the line above
from marketplace.config import BadSettings, Settings  # noqa: E402
from marketplace.core import logs  # noqa: E402

try:
    settings = Settings.load()
    logs.configure(settings.log_level)
    app = create_app(settings)
except BadSettings as faults:
    sys.exit(f"The settings do not allow a start:\n{faults}")

if "FLASK_RUN_FROM_CLI" in os.environ:
    from marketplace import commands

    commands.init_app(app)

gc.freeze()  # it stays as long as the process, so nobody need look through it later either
gc.enable()
