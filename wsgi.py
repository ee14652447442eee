"""The way in for servers: `granian --interface wsgi wsgi:app`, and for `flask` commands."""

import os
import sys

from marketplace.app import create_app
from marketplace.config import BadSettings, Settings
from marketplace.core import logs

try:
    settings = Settings.load()
    logs.configure(settings.log_level)
    app = create_app(settings)
except BadSettings as faults:
    sys.exit(f"The settings do not allow a start:\n{faults}")

if "FLASK_RUN_FROM_CLI" in os.environ:
    from marketplace import commands

    commands.init_app(app)
