"""Rules of countries as a test wants them."""

from sqlalchemy import update

from marketplace.compliance.models import Destination, Policy
from marketplace.core.db import db


def put_under_review(country: str, *, blocked: bool = False) -> None:
    """From now on orders to it are looked at first, or refused."""
    policy = Policy.BLOCKED if blocked else Policy.REVIEW
    db.session.execute(
        update(Destination).where(Destination.country == country).values(policy=policy)
    )
