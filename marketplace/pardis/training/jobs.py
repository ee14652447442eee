"""Standing work of training."""

from marketplace.core.db import transaction
from marketplace.core.jobs import job
from marketplace.pardis.training import queries
from marketplace.pardis.training.services.joining import fill


@job(alone=True, every="*/5 * * * *")
def pass_on_lapsed_offers() -> None:
    """A seat that somebody did not take within her day is offered to the next in line. An offer
    that is over holds nothing, so nobody waits on this job but the next in line."""
    for number in queries.groups_with_lapsed_offers():
        with transaction():
            fill(queries.locked_group(number))
