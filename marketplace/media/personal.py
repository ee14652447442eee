"""The pictures somebody sent in."""

from collections.abc import Iterator

from sqlalchemy import select, update

from marketplace.accounts.events import PersonErased
from marketplace.accounts.models import User
from marketplace.accounts.personal import Facts, Knower
from marketplace.core.db import db
from marketplace.media.models import Picture
from marketplace.media.services import PUBLIC


def tell(user: User) -> Facts:
    return {
        "pictures": [
            {"id": p.id, "name": p.original_name, "bytes": p.original_bytes, "sent": p.created_at}
            for p in _pictures(user)
        ]
    }


def files(user: User) -> Iterator[tuple[str, str]]:
    """The largest size of each, without what the camera wrote into it."""
    for picture in _pictures(user):
        sizes = [each for each in picture.derivatives if each["format"] != "avif"]
        if sizes:
            largest = max(sizes, key=lambda each: (each["width"], each["format"] == "jpg"))
            name = str(largest["name"])
            yield f"pictures/{picture.id}.{name.rpartition('.')[2]}", f"{PUBLIC}/{name}"


def forget(event: PersonErased) -> None:
    """Pictures of pieces stay with the pieces; nobody is named as their sender."""
    db.session.execute(
        update(Picture)
        .where(Picture.owner_id == event.user_id)
        .values(owner_id=None, original_name="", version=Picture.version + 1)
    )


def _pictures(user: User) -> list[Picture]:
    query = select(Picture).where(Picture.owner_id == user.id).order_by(Picture.id)
    return list(db.session.scalars(query))


KNOWER = Knower(tell, files=files)
