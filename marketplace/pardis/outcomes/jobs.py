"""Asking, day by day, whoever is due."""

from marketplace.core.db import transaction
from marketplace.core.jobs import job
from marketplace.pardis.outcomes import queries, services


@job(alone=True, every="41 6 * * *")
def ask_what_became_of_them() -> None:
    for months in services.MONTHS:
        for enrolment_id in queries.to_ask(months):
            with transaction():
                services.ask(enrolment_id, months)
