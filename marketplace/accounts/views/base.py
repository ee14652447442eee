"""What all pages about accounts share."""

from flask import Blueprint, Response

from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("accounts", __name__, url_prefix=LANGUAGE_PREFIX)

FEW = "10 per hour; 40 per day"


@bp.after_request
def keep_to_the_reader(response: Response) -> Response:
    """Neither caches nor the back button of the next person keep these pages."""
    response.headers["Cache-Control"] = "no-store"
    return response
