"""The studio's service worker. It stands at the root, where it may serve the studio of any language."""

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import public

bp = Blueprint("studio_worker", __name__)


@bp.get("/studio-worker.js")
@public
def script() -> ResponseReturnValue:
    return current_app.extensions["assets"].serve("", "js/studio-worker.js")  # type: ignore[no-any-return]
