"""What happens to mails."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MailOwed:
    """A mail was written down and waits for its delivery, for the `attempt`-th time of asking."""

    mail_id: int
    attempt: int = 1
