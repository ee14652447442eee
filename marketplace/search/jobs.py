"""Making the index anew, by the worker."""

from marketplace.core.jobs import job
from marketplace.search import services


@job
def rebuild() -> None:
    """What is found stays the same until all of it is made."""
    services.rebuild()
