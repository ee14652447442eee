"""Finding pictures and files."""

from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.media.models import Picture, PictureState, StoredFile


def picture(picture_id: int) -> Picture:
    found = db.session.get(Picture, picture_id)
    if found is None:
        raise NotFound
    return found


def picture_of(owner: User, picture_id: int) -> Picture:
    """A picture that she sent; a stranger's does not exist."""
    found = db.session.scalar(
        select(Picture).where(Picture.id == picture_id, Picture.owner_id == owner.id)
    )
    if found is None:
        raise NotFound
    return found


def shipped_picture_to_develop() -> Picture | None:
    """A demonstration picture of which only the shipped file is shown as yet."""
    return db.session.scalar(
        select(Picture)
        .where(Picture.is_demo, Picture.state == PictureState.READY, Picture.placeholder.is_(None))
        .order_by(Picture.id)
        .limit(1)
    )


def file_under(key: str) -> StoredFile | None:
    """The private file kept under a key."""
    return db.session.scalar(select(StoredFile).where(StoredFile.key == key))


def keys_named() -> set[str]:
    """Every key that a row names, so that a file must lie there."""
    named = set(db.session.scalars(select(StoredFile.key)))
    for original, made in db.session.execute(select(Picture.original_key, Picture.derivatives)):
        named |= {original, *(f"public/{one['name']}" for one in made)}
    return named
