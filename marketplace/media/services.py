"""Taking in pictures and files, and saying what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast
from uuid import uuid4

from flask import current_app
from werkzeug.datastructures import FileStorage
from werkzeug.datastructures import Headers as WerkzeugHeaders

from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.events import announce
from marketplace.core.storage import Headers, Storage
from marketplace.media import queries
from marketplace.media.darkroom import Developed, public_name
from marketplace.media.events import PictureReady, PictureReceived
from marketplace.media.failures import message
from marketplace.media.models import Picture, PictureState, StoredFile
from marketplace.media.sniff import MAX_BYTES, Fault, Refused, look

PUBLIC, ORIGINALS, FILES = "public", "private/originals", "private/files"
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
SHOWN_IN_PLACE = {"application/pdf", "image/jpeg", "image/png", "image/webp"}


@dataclass(frozen=True)
class Problem:
    """A file that was refused, by the name its sender knows."""

    name: str
    message: str


def storage() -> Storage:
    """Where this app keeps its files."""
    return cast(Storage, current_app.extensions["storage"])


def publish(name: str, content: bytes) -> None:
    """Put one file where everyone may fetch it. Its name is that of its content, so one that is
    there already is the same."""
    storage().create(f"{PUBLIC}/{name}", content, headers_of_public(name))


def headers_of_public(name: str) -> Headers:
    """How a public file is sent, by us or by the store."""
    kind = TYPES[name.rpartition(".")[2]]
    return {"Content-Type": kind, "Cache-Control": "public, max-age=31536000, immutable"}


def headers_of(file: StoredFile) -> Headers:
    """How a private file is sent: kinds that could act are handed out to be saved, not shown."""
    known = file.content_type in SHOWN_IN_PLACE
    sent = WerkzeugHeaders()
    sent.set("Content-Disposition", "inline" if known else "attachment", filename=file.name)
    return {
        "Content-Type": file.content_type if known else "application/octet-stream",
        "Content-Disposition": sent["Content-Disposition"],
        "Cache-Control": "private, no-store",
    }


def headers_of_key(key: str) -> Headers | None:
    """How the file under a key is sent; None for originals, which are sent to nobody."""
    folder, _, name = key.rpartition("/")
    if folder == PUBLIC:
        return headers_of_public(name)
    file = queries.file_under(key)
    return headers_of(file) if file else None


def receive_picture(upload: FileStorage, owner: User) -> Picture:
    """Keep the original and have it developed. Raises Invalid for what can be seen at once."""
    content = upload.stream.read(MAX_BYTES + 1)
    try:
        look(content)
    except Refused as refused:
        raise Invalid(message(refused.fault), field=upload.name) from refused
    key = f"{ORIGINALS}/{uuid4().hex}"
    storage().put(key, content)
    picture = Picture(
        owner_id=owner.id,
        original_key=key,
        original_name=short_name(upload.filename),
        original_bytes=len(content),
        derivatives=[],
    )
    db.session.add(picture)
    db.session.flush()
    announce(PictureReceived(picture.id))
    return picture


def receive_many(
    uploads: Iterable[FileStorage], owner: User
) -> tuple[list[Picture], list[Problem]]:
    """The good files as pictures, and for each bad one what is wrong with it. None spoils another."""
    pictures, problems = [], []
    for upload in uploads:
        if not upload.filename:
            continue  # a file input that was left alone
        try:
            pictures.append(receive_picture(upload, owner))
        except Invalid as error:
            problems.append(Problem(short_name(upload.filename), str(error)))
    return pictures, problems


def accept(picture: Picture, made: Developed) -> None:
    """The sizes are in storage: show them."""
    if picture.state is not PictureState.READY:
        picture.state = PictureState.READY
    picture.width, picture.height = made.width, made.height
    picture.placeholder, picture.derivatives = made.placeholder, made.derivatives
    picture.failure = None
    db.session.flush()
    announce(PictureReady(picture.id))


def refuse(picture: Picture, fault: Fault) -> None:
    """It cannot be shown; its sender reads why beside the file."""
    picture.state, picture.failure = PictureState.FAILED, fault.value
    db.session.flush()


def ship_picture(content: bytes, name: str, size: tuple[int, int]) -> Picture:
    """A demonstration picture that came with the product: shown as it is until it is developed."""
    shown = public_name(content, "webp")
    publish(shown, content)
    picture = Picture(
        state=PictureState.WAITING,
        original_key=f"{PUBLIC}/{shown}",
        original_name=name,
        original_bytes=len(content),
        derivatives=[{"width": size[0], "format": "webp", "name": shown}],
        is_demo=True,
    )
    picture.width, picture.height = size
    picture.state = PictureState.READY
    db.session.add(picture)
    return picture


def keep_file(name: str, content: bytes, content_type: str, owner: User | None) -> StoredFile:
    """Keep a private file."""
    file = StoredFile(
        key=f"{FILES}/{uuid4().hex}",
        name=short_name(name),
        content_type=content_type[:100],
        bytes=len(content),
        sha256=sha256(content).hexdigest(),
        owner_id=owner.id if owner else None,
    )
    storage().put(file.key, content, headers_of(file))
    db.session.add(file)
    db.session.flush()
    return file


def read_file(file: StoredFile) -> bytes:
    return storage().get(file.key)


def failure_of(picture: Picture) -> str | None:
    """Why it failed, in the reader's language."""
    return message(picture.failure) if picture.failure else None


def src_of(picture: Picture, ending: str = "webp") -> str | None:
    """The public name of its smallest size in a format, for thumbnails."""
    named: list[dict[str, Any]] = [d for d in picture.derivatives if d["format"] == ending]
    return str(min(named, key=lambda d: int(d["width"]))["name"]) if named else None


def short_name(name: str | None) -> str:
    """A file's name as its sender knows it, without folders and control characters."""
    bare = (name or "").replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in bare if letter.isprintable())[-200:]
