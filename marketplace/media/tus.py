"""Uploads that go on where they broke off: tus 1.0 (https://tus.io/protocols/resumable-upload), with
creation, creation with upload, checksum, expiration and termination.

`GET` of an upload is ours: what became of it, so that a client whose last answer was lost can ask.
"""

import base64
import binascii
import hashlib
from datetime import UTC
from email.utils import format_datetime

from flask import Blueprint, Response, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import me, signed_in
from marketplace.core.db import transaction
from marketplace.core.limits import limiter
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.media import queries, uploads
from marketplace.media.failures import message
from marketplace.media.models import Upload
from marketplace.media.sniff import MAX_BYTES
from marketplace.media.telling import told

bp = Blueprint("uploads", __name__, url_prefix=f"{LANGUAGE_PREFIX}/media/uploads")

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
DIGESTS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
CHECKSUM_MISMATCH = 460


@bp.before_request
def speak_the_same_version() -> ResponseReturnValue | None:
    if request.method in {"OPTIONS", "GET"} or request.headers.get("Tus-Resumable") == VERSION:
        return None
    return Response(status=412, headers={"Tus-Version": VERSION})


@bp.after_request
def name_the_version(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("", methods=["OPTIONS"], provide_automatic_options=False)
@signed_in
def able() -> ResponseReturnValue:
    """What this server can do."""
    headers = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(MAX_BYTES),
        "Tus-Checksum-Algorithm": ",".join(DIGESTS),
    }
    return Response(status=204, headers=headers)


@bp.post("")
@signed_in
@limiter.limit("600 per hour")
def begin() -> ResponseReturnValue:
    length = _number("Upload-Length")
    if length > MAX_BYTES:
        abort(413)
    content = _piece(length) if request.content_type == PIECE else b""
    with transaction():
        upload = uploads.begin(me(), _metadata().get("filename", ""), length)
        if content or not length:
            uploads.append(me(), upload.id, 0, content)
        headers = _headers(upload)
    headers["Location"] = url_for("uploads.show", upload_id=upload.id)
    return Response(status=201, headers=headers)


@bp.route("/<upload_id>", methods=["HEAD"])
@signed_in
def offset(upload_id: str) -> ResponseReturnValue:
    """How much of it has come."""
    return Response(status=200, headers=_headers(uploads.upload_of(me(), upload_id)))


@bp.get("/<upload_id>")
@signed_in
def show(upload_id: str) -> ResponseReturnValue:
    """What became of it: how far it is, the picture it made, or why it made none."""
    upload = uploads.upload_of(me(), upload_id)
    picture = queries.picture_of(me(), upload.picture_id) if upload.picture_id else None
    return jsonify(
        offset=upload.offset,
        length=upload.length,
        picture=told(picture) if picture else None,
        message=message(upload.failure) if upload.failure else None,
    )


@bp.route("/<upload_id>", methods=["PATCH"])
@signed_in
@limiter.limit("20000 per hour")
def go_on(upload_id: str) -> ResponseReturnValue:
    """One piece more. It is read whole before anything is held."""
    if request.content_type != PIECE:
        abort(415)
    upload, start = uploads.upload_of(me(), upload_id), _number("Upload-Offset")
    if upload.offset != start:
        abort(409)
    content = _piece(upload.length - start)
    with transaction():
        headers = _headers(uploads.append(me(), upload_id, start, content))
    return Response(status=204, headers=headers)


@bp.delete("/<upload_id>")
@signed_in
def give_up(upload_id: str) -> ResponseReturnValue:
    with transaction():
        uploads.give_up(me(), upload_id)
    return Response(status=204)


def _headers(upload: Upload) -> dict[str, str]:
    return {
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.length),
        "Upload-Expires": format_datetime(upload.expires_at.astimezone(UTC), usegmt=True),
    }


def _number(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 13):
        abort(400)
    return int(text)


def _piece(most: int) -> bytes:
    """The body, which may have so many bytes and must be what its checksum says."""
    content = request.stream.read(most + 1)
    if len(content) > most:
        abort(413)
    if request.content_length is not None and len(content) != request.content_length:
        abort(400)  # the line broke: this piece is sent again
    _, given = _checksum()
    if given is not None and given != _digest(content):
        abort(Response(status=CHECKSUM_MISMATCH))
    return content


def _checksum() -> tuple[str, bytes | None]:
    name, _, text = request.headers.get("Upload-Checksum", "").partition(" ")
    if not name:
        return "", None
    if name not in DIGESTS:
        abort(400)
    return name, _decoded(text)


def _digest(content: bytes) -> bytes:
    return DIGESTS[_checksum()[0]](content).digest()


def _metadata() -> dict[str, str]:
    """`filename d29ybGQ=,is_confidential`: names, and values in base64."""
    pairs = [part.split() for part in request.headers.get("Upload-Metadata", "").split(",")]
    return {
        pair[0]: _decoded(pair[1]).decode(errors="replace") if len(pair) == 2 else ""
        for pair in pairs
        if pair
    }


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        abort(400)
