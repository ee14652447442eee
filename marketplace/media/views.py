"""Public pictures, the upload that scripts use, and private files."""

import re

from flask import Blueprint, Response, jsonify, redirect, request
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


@bp.get("/media/<name>")
@public
def public_file(name: str) -> ResponseReturnValue:
    """One size of one picture. Its name is the hash of its content, so it never changes."""
    if not NAME.fullmatch(name):
        raise NotFound
    content = services.storage().get(f"{services.PUBLIC}/{name}")
    response = Response(content, headers=services.headers_of_public(name))
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


def send_private(file: StoredFile) -> ResponseReturnValue:
    """A private file as an answer; whoever may see it has been decided before.

    Where the store serves files itself, the answer leads to an address that opens for a minute.
    """
    if link := services.storage().link(file.key):
        leads = redirect(link)
        leads.headers["Cache-Control"] = "private, no-store"
        leads.headers["Referrer-Policy"] = "no-referrer"
        return leads
    response = Response(services.read_file(file), headers=services.headers_of(file))
    response.headers["X-Content-Type-Options"] = "nosniff"
    if file.content_type != "application/pdf":  # browsers show no PDF inside a sandbox
        response.headers["Content-Security-Policy"] = security.ALONE
    return response
