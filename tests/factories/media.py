import io
from functools import cache
from itertools import count
from typing import Any

from PIL import Image
from werkzeug.datastructures import FileStorage

from marketplace.core.db import db
from marketplace.media.models import Picture, PictureState
from marketplace.media.services import PUBLIC, storage

_numbers = count(1)
FORMATS = {"jpg": "JPEG"}


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


def make_picture(**given: Any) -> Picture:
    """A picture that is ready to be shown, though its files lie nowhere."""
    number = next(_numbers)
    picture = Picture(
        **{
            "state": PictureState.WAITING,
            "original_key": f"private/originals/{number}",
            "original_name": f"{number}.jpg",
            "original_bytes": 1000,
            "width": 1200,
            "height": 1200,
            "placeholder": "data:image/webp;base64,UklGRg==",
            "derivatives": [
                {"width": width, "format": form, "name": f"{number * 9 + at:032x}.{form}"}
                for at, width in enumerate((320, 640, 1200))
                for form in ("avif", "webp", "jpg")
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


def store(picture: Picture) -> None:
    """Puts files behind its names, all with the same small picture in them."""
    for derivative in picture.derivatives:
        form = str(derivative["format"])
        storage().put(f"{PUBLIC}/{derivative['name']}", _file(FORMATS.get(form, form)))


@cache
def _file(form: str) -> bytes:
    return picture_bytes(form.upper())
