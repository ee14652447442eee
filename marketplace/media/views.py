"""Public pictures, the upload that scripts use, and private files."""

import re

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import me, public, signed_in
from marketplace.core import security
from marketplace.core.errors import NotFound
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.media import queries, services
from marketplace.media.models import StoredFile
from marketplace.media.telling import told

bp = Blueprint("media", __name__)

NAME = re.compile(r"[0-9a-f]{32}\.(avif|webp|jpg)")
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
SHOWN_IN_PLACE = {"application/pdf", "image/jpeg", "image/png", "image/webp"}


@bp.get("/media/<name>")
@public
def public_file(name: str) -> ResponseReturnValue:
    """One size of one picture. Its name is the hash of its content, so it never changes."""
    if not NAME.fullmatch(name):
        raise NotFound
    content = services.storage().get(f"{services.PUBLIC}/{name}")
    response = Response(content, mimetype=TYPES[name[33:]])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = security.ALONE
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # readers of our feed
    response.set_etag(name)
    return response.make_conditional(request)


@bp.get(f"{LANGUAGE_PREFIX}/media/pictures/<int:picture_id>")
@signed_in
def show(picture_id: int) -> ResponseReturnValue:
    """What became of a picture she sent, asked again by a script until it is ready."""
    response = jsonify(told(queries.picture_of(me(), picture_id)))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def send_private(file: StoredFile) -> Response:
    """A private file as an answer; whoever may see it has been decided before."""
    known = file.content_type in SHOWN_IN_PLACE
    response = Response(
        services.read_file(file),
        mimetype=file.content_type if known else "application/octet-stream",
    )
    response.headers.set(
        "Content-Disposition", "inline" if known else "attachment", filename=file.name
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if file.content_type != "application/pdf":  # browsers show no PDF inside a sandbox
        response.headers["Content-Security-Policy"] = security.ALONE
    return response
