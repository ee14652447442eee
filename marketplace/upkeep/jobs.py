"""Standing work of keeping the shop."""

import logging

from marketplace.core.db import transaction
from marketplace.core.jobs import job
from marketplace.upkeep import retention

log = logging.getLogger(__name__)


@job(alone=True, every="40 3 * * *")
def end_old_data() -> None:
    """Delete what was kept long enough, in many short transactions."""
    for rule in retention.rules_of_today():
        total = 0
        while some := _delete_some(rule):
            total += some
        if total:
            log.info("retention: %s rows of %s deleted", total, rule.what)


def _delete_some(rule: retention.Rule) -> int:
    with transaction():
        return retention.delete_some(rule)
