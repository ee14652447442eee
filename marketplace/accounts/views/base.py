"""What all pages about accounts share."""

from flask import Blueprint, Response, request

from marketplace.core.logs import note
from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("accounts", __name__, url_prefix=LANGUAGE_PREFIX)

FEW = "10 per hour; 40 per day"
FORGET = {"Clear-Site-Data": '"cache"'}
"""The browser forgets what it has kept of pages. Steps of the studio that wait on a phone for a
better line stay, for her alone who made them; page.js deletes the kept pages of the studio."""


@bp.after_request
def keep_to_the_reader(response: Response) -> Response:
    """Neither caches nor the back button of the next person keep these pages."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.after_request
def note_what_was_tried(response: Response) -> Response:
    """Each sign-in, step, change of a password and sign-out, whether it went well or not."""
    if request.method == "POST":
        note("authentication", response.status_code)
    return response
