"""Developing pictures, by workers. Each job may run twice."""

from marketplace.core.db import transaction
from marketplace.core.jobs import enqueue, job
from marketplace.media import darkroom, queries, services, sweeping, uploads
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


@job(every="41 * * * *")
def forget_uploads() -> None:
    """What never arrived whole within its time goes."""
    uploads.forget_old()


@job(every="23 3 * * *")
def sweep() -> None:
    """Pictures and files that nothing has named for long go: their rows now, their content by a job
    of its own, which is asked for in the same breath."""
    if keys := sweeping.forget_unnamed():
        enqueue(forget_content, keys=keys)


@job(alone=True)
def forget_content(keys: list[str]) -> None:
    for key in keys:
        services.storage().delete(key)


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
