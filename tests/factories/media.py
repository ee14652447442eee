from itertools import count
from typing import Any

from marketplace.core.db import db
from marketplace.media.models import Picture, PictureState

_numbers = count(1)


def make_picture(**given: Any) -> Picture:
    """A picture whose derivatives stand ready."""
    number = next(_numbers)
    picture = Picture(
        **{
            "original_key": f"originals/{number}",
            "original_name": f"{number}.jpg",
            "original_bytes": 1000,
            "width": 1200,
            "height": 1200,
            "placeholder": "data:image/webp;base64,UklGRg==",
            "derivatives": [
                {"width": 640, "format": form, "name": f"{number:064x}.{form}"}
                for form in ("avif", "webp", "jpeg")
            ],
        }
        | given
    )
    db.session.add(picture)
    db.session.flush()
    if "state" not in given:
        picture.state = PictureState.READY
        db.session.flush()
    return picture
