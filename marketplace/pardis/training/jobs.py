"""Standing work of training."""

from marketplace.core.db import transaction
from marketplace.core.jobs import job
from marketplace.pardis.training import queries
from marketplace.pardis.training.queries import fees as found
from marketplace.pardis.training.services import fees, joining, planning
from marketplace.pardis.training.services.joining import fill


@job(alone=True, every="*/5 * * * *")
def pass_on_lapsed_offers() -> None:
    """A seat that somebody did not take within her day is offered to the next in line. An offer
    that is over holds nothing, so nobody waits on this job but the next in line."""
    for number in queries.groups_with_lapsed_offers():
        with transaction():
            fill(queries.locked_group(number))


@job(alone=True, every="23 * * * *")
def look_after_fees() -> None:
    """Remind who has not paid, pass on seats that were not paid in time, and earn what was paid
    for courses that have begun."""
    for enrolment_id in found.to_remind():
        with transaction():
            fees.remind(enrolment_id)
    for enrolment_id in found.overdue():
        with transaction():
            queries.locked_group(queries.group_number_of(enrolment_id))
            joining.lapse(queries.enrolment(enrolment_id))
    with transaction():
        for fee in found.to_earn():
            fees.earn(fee)


@job(alone=True, every="7 5 * * *")
def decide_on_groups() -> None:
    """A week before it begins a group is held, or called off for lack of people."""
    for number in queries.groups_to_decide():
        with transaction():
            planning.decide(queries.locked_group(number))
