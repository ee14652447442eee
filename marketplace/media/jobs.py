"""Developing pictures, by workers. Each job may run twice."""

from marketplace.core.db import transaction
from marketplace.core.jobs import enqueue, job
from marketplace.media import darkroom, queries, services
from marketplace.media.models import Picture, PictureState
from marketplace.media.sniff import Refused


@job(alone=True)
def develop(picture_id: int) -> None:
    """Make every size of one picture, with no transaction open meanwhile."""
    with transaction():
        picture = queries.picture(picture_id)
        key, waits = picture.original_key, picture.state is PictureState.WAITING
    if waits:
        _develop(picture_id, key)


@job(alone=True)
def develop_shipped() -> None:
    """Make the sizes of one demonstration picture, then ask for the next: one at a time, so that
    mail and new pictures need not wait behind hundreds."""
    with transaction():
        picture = queries.shipped_picture_to_develop()
        if picture is None:
            return
        picture_id, key = picture.id, picture.original_key
    _develop(picture_id, key)
    with transaction():
        enqueue(develop_shipped, key=f"shipped after {picture_id}")


def _develop(picture_id: int, key: str) -> None:
    try:
        made = darkroom.develop(services.storage().get(key))
    except Refused as refused:
        with transaction():
            if _unchanged(picture := queries.picture(picture_id)):
                services.refuse(picture, refused.fault)
        return
    for name, content in made.files.items():
        services.publish(name, content)
    with transaction():
        if _unchanged(picture := queries.picture(picture_id)):
            services.accept(picture, made)


def _unchanged(picture: Picture) -> bool:
    """Whether no one else has developed it meanwhile; shipped ones are shown before they are."""
    return picture.state is PictureState.WAITING or picture.placeholder is None
