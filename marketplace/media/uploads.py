"""Pictures that come in pieces: begun, continued where they stopped, and made a picture once."""

import io
from datetime import timedelta
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from werkzeug.datastructures import FileStorage

from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.media.errors import Gone, TooMany
from marketplace.media.failures import message
from marketplace.media.models import Upload, UploadPiece
from marketplace.media.services import receive_picture, short_name
from marketplace.media.sniff import MAX_BYTES, Fault, Refused

KEPT = timedelta(days=7)
MOST_OPEN = 40
"""So many of one person may be under way: three forms full of photographs."""


def begin(owner: User, name: str, length: int) -> Upload:
    """Room for a file of so many bytes. Raises Invalid, TooMany."""
    if length > MAX_BYTES:
        raise Invalid(message(Fault.TOO_BIG))
    if open_of(owner) >= MOST_OPEN:
        raise TooMany(_("So many pictures are still on their way. Let some of them arrive first."))
    upload = Upload(
        id=uuid4().hex,
        owner_id=owner.id,
        name=short_name(name),
        length=length,
        offset=0,
        expires_at=now() + KEPT,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def open_of(owner: User) -> int:
    """How many are under way."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Upload)
            .where(
                Upload.owner_id == owner.id,
                Upload.picture_id.is_(None),
                Upload.failure.is_(None),
                Upload.expires_at > now(),
            )
        )
        or 0
    )


def upload_of(owner: User, upload_id: str, *, locked: bool = False) -> Upload:
    """One of hers; a stranger's does not exist, and what has run out is gone."""
    found = select(Upload).where(Upload.id == upload_id, Upload.owner_id == owner.id)
    if locked:
        found = found.with_for_update().execution_options(populate_existing=True)
    upload = db.session.scalar(found)
    if upload is None:
        raise NotFound
    if upload.expires_at <= now():
        raise Gone(_("This picture took too long to arrive. Send it again."))
    return upload


def append(owner: User, upload_id: str, start: int, content: bytes) -> Upload:
    """Add a piece at its place. Of two at one place the second is refused (Conflict); the row is
    held until the transaction ends. The last piece makes the picture."""
    upload = upload_of(owner, upload_id, locked=True)
    if upload.offset != start:
        raise Conflict(_("The picture goes on at another place."))
    if start + len(content) > upload.length:
        raise Invalid(_("More arrived than was announced."))
    if content:
        db.session.add(UploadPiece(upload_id=upload.id, start=start, content=content))
        upload.offset += len(content)
        upload.expires_at = now() + KEPT
        db.session.flush()
    if upload.offset == upload.length and not upload.ended:
        _finish(upload, owner)
    return upload


def give_up(owner: User, upload_id: str) -> None:
    """Forget it and what has come of it. What has become a picture stays one."""
    db.session.delete(upload_of(owner, upload_id, locked=True))
    db.session.flush()


def forget_old() -> int:
    """Those whose time ran out; how many they were."""
    gone = db.session.execute(delete(Upload).where(Upload.expires_at <= now()).returning(Upload.id))
    return len(gone.all())


def _finish(upload: Upload, owner: User) -> None:
    pieces = db.session.scalars(
        select(UploadPiece.content)
        .where(UploadPiece.upload_id == upload.id)
        .order_by(UploadPiece.start)
    )
    whole = FileStorage(io.BytesIO(b"".join(pieces)), filename=upload.name, name="file")
    try:
        upload.picture_id = receive_picture(whole, owner).id
    except Invalid as error:
        fault = error.__cause__.fault if isinstance(error.__cause__, Refused) else Fault.DAMAGED
        upload.failure = fault.value
    db.session.execute(delete(UploadPiece).where(UploadPiece.upload_id == upload.id))
    db.session.flush()
