"""What is done about accounts while nobody waits for it."""

from marketplace.accounts import queries, services
from marketplace.accounts.events import ResetAsked
from marketplace.accounts.services import passkeys
from marketplace.core.events import announce
from marketplace.core.jobs import job


@job
def ask_for_reset(email: str) -> None:
    """Look for the account here and not in the request, so that its answer takes as long for an
    address we do not know."""
    user = queries.user_by_email(email)
    if user and user.is_active:
        announce(ResetAsked(user.id))


@job(every="23 3 * * *")
def sweep() -> None:
    services.sweep()
    passkeys.sweep()
