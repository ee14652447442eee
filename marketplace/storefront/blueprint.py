"""The shop's public pages: the same for everyone, so that they can be kept and handed out again."""

from flask import Blueprint, Response

from marketplace.core.db import only_read, read_no_more
from marketplace.core.page_cache import FRESH

bp = Blueprint("storefront", __name__)
bp.before_request(only_read)
bp.teardown_request(read_no_more)


@bp.after_request
def for_everyone(response: Response) -> Response:
    """Pages depend on their address and on the currency that prices are shown in, nothing else."""
    response.headers.setdefault("Cache-Control", FRESH)
    response.vary.update(("Accept-Encoding", "Cookie"))
    return response
