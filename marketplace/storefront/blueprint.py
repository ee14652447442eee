"""The shop's public pages: the same for everyone, so that they can be kept and handed out again."""

from flask import Blueprint, Response

bp = Blueprint("storefront", __name__)

FRESH = "public, max-age=0, must-revalidate"


@bp.after_request
def for_everyone(response: Response) -> Response:
    """Pages depend on their address and on the currency that prices are shown in, nothing else."""
    response.headers.setdefault("Cache-Control", FRESH)
    response.vary.add("Cookie")
    return response
