import io
from typing import Any

from PIL import Image
from werkzeug.datastructures import FileStorage

from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.media.models import Picture, PictureState


def picture_bytes(kind: str = "JPEG", size: tuple[int, int] = (400, 300), **options: Any) -> bytes:
    """A small true picture, half green and half red."""
    mode = options.pop("mode", "RGB")
    image = Image.new("RGB", size, "#106030")
    image.paste("#b02020", (size[0] // 2, 0, *size))
    out = io.BytesIO()
    made = image.quantize(2) if mode == "P" else image.convert(mode)
    made.save(out, kind, **options)
    return out.getvalue()


def upload_of(content: bytes, name: str = "shawl.jpg") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name, name="pictures")


def make_picture(owner: User | None = None, **given: Any) -> Picture:
    """A picture that is ready to be shown, though its files lie nowhere."""
    picture = Picture(state=PictureState.WAITING, original_key="private/originals/none")
    picture.owner_id = owner.id if owner else None
    picture.width, picture.height = 800, 600
    picture.placeholder = "data:image/webp;base64,UklGRg=="
    picture.derivatives = [
        {"width": width, "format": ending, "name": f"{width:032x}.{ending}"}
        for width in (320, 640, 800)
        for ending in ("avif", "jpg", "webp")
    ]
    picture.state = PictureState.READY
    for name, value in given.items():
        setattr(picture, name, value)
    db.session.add(picture)
    db.session.flush()
    return picture
