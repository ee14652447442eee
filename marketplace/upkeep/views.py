"""What Prometheus reads, with its token. Where none is set there is no such address."""

import hmac

from flask import Blueprint, Response, abort, current_app, request

from marketplace.accounts.access import public
from marketplace.config import settings
from marketplace.core.errors import NotFound
from marketplace.upkeep.numbers import Numbers

bp = Blueprint("upkeep", __name__)


@bp.get("/metrics")
@public
def metrics() -> Response:
    token = settings().metrics_token
    if not token:
        raise NotFound
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), token.encode()):
        abort(401)
    figures = current_app.extensions["meters"].gather(Numbers())
    return Response(
        figures,
        content_type="text/plain; version=1.0.0; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )
