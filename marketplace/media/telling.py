"""What a script is told of a picture."""

from flask import url_for

from marketplace.media import services
from marketplace.media.layout import public_url
from marketplace.media.models import Picture


def told(picture: Picture) -> dict[str, object]:
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
