"""What a received picture sets going."""

from marketplace.core.jobs import enqueue
from marketplace.media.events import PictureReceived
from marketplace.media.jobs import develop


def develop_it(event: PictureReceived) -> None:
    enqueue(develop, key=f"develop {event.picture_id}", picture_id=event.picture_id)
