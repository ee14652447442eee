"""Public pictures, the upload that scripts use, and private files."""

import re

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from marketplace.accounts.access import me, public, signed_in
from marketplace.core.db import transaction
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.limits import limiter
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.media import queries, services
from marketplace.media.layout import public_url
from marketplace.media.models import Picture, StoredFile

bp = Blueprint("media", __name__)

NAME = re.compile(r"[0-9a-f]{32}\.(avif|webp|jpg)")
SANDBOX = "default-src 'none'; sandbox"


@bp.get("/media/<name>")
@public
def public_file(name: str) -> ResponseReturnValue:
    """One size of one picture. Its name is the hash of its content, so it never changes."""
    if not NAME.fullmatch(name):
        raise NotFound
    content = services.storage().get(f"{services.PUBLIC}/{name}")
    response = Response(content, headers=services.headers_of_public(name))
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.set_etag(name)
    return response.make_conditional(request)


@bp.post(f"{LANGUAGE_PREFIX}/media/upload")
@signed_in
@limiter.limit("600 per hour")
def upload() -> ResponseReturnValue:
    """One picture, sent by a script: what it became, or what is wrong with it."""
    sent = request.files.get("file") or FileStorage(name="file")
    try:
        with transaction():
            picture = services.receive_picture(sent, me())
    except Invalid as error:
        return jsonify(name=services.short_name(sent.filename), message=str(error)), error.status
    return jsonify(_told(picture)), 201


@bp.get(f"{LANGUAGE_PREFIX}/media/pictures/<int:picture_id>")
@signed_in
def show(picture_id: int) -> ResponseReturnValue:
    """What became of a picture she sent, asked again by a script until it is ready."""
    response = jsonify(_told(queries.picture_of(me(), picture_id)))
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
        response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _told(picture: Picture) -> dict[str, object]:
    shown = services.src_of(picture)
    return {
        "id": picture.id,
        "name": picture.original_name,
        "state": picture.state.value,
        "url": public_url(shown) if shown else None,
        "state_url": url_for("media.show", picture_id=picture.id),
        "placeholder": picture.placeholder,
        "width": picture.width,
        "height": picture.height,
        "message": services.failure_of(picture),
    }
