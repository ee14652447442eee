"""Pictures, with what was made of them, and private files."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Model
from marketplace.core.states import Flow, Stateful


class PictureState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class Picture(Stateful, Dated, Model):
    """One picture. The original lies in private storage; `derivatives` are public, named by the
    hash of their content: a list of `{"width": 640, "format": "avif", "name": "….avif"}`.

    `width` and `height` are those of the upright picture, in pixels. `placeholder` is a data URI of
    a few dozen bytes. `failure` is a code of `media.failures`, shown beside the file.
    """

    flow = Flow(
        {
            PictureState.WAITING: {PictureState.READY, PictureState.FAILED},
            PictureState.READY: set(),
            PictureState.FAILED: {PictureState.WAITING},
        }
    )
    __tablename__ = "pictures"
    __table_args__ = (
        CheckConstraint("state <> 'ready' or (width > 0 and height > 0)", "ready_has_a_size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[PictureState] = mapped_column(default=PictureState.WAITING, index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)
    original_key: Mapped[str] = mapped_column(String(200))
    original_name: Mapped[str] = mapped_column(String(200), default="")
    original_bytes: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(40))
    width: Mapped[int | None]
    height: Mapped[int | None]
    placeholder: Mapped[str | None]
    derivatives: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    is_demo: Mapped[bool] = mapped_column(default=False)


class StoredFile(Dated, Model):
    """A private file: a proof of payment, a paper we made."""

    __tablename__ = "stored_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))


class Upload(Dated, Model):
    """A picture that comes in pieces (tus 1.0). `offset` bytes of `length` have come; `picture` is
    what the whole became, or `failure` a code of `media.failures`. Its pieces lie in the database, so
    that any process on any machine goes on, and a piece counts exactly when its offset does."""

    __tablename__ = "uploads"
    __table_args__ = (
        CheckConstraint('"offset" between 0 and length', "offset_within"),
        CheckConstraint("picture_id is null or failure is null", "one_end"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    length: Mapped[int]
    offset: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey(Picture.id, ondelete="SET NULL"))
    failure: Mapped[str | None] = mapped_column(String(40))

    @property
    def ended(self) -> bool:
        """Whether the whole has become a picture, or will not become one."""
        return self.picture_id is not None or self.failure is not None


class UploadPiece(Model):
    __tablename__ = "upload_pieces"

    upload_id: Mapped[str] = mapped_column(
        ForeignKey(Upload.id, ondelete="CASCADE"), primary_key=True
    )
    start: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
