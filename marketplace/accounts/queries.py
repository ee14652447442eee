"""Finding people."""

from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.core.db import db


def user(user_id: int) -> User | None:
    return db.session.get(User, user_id)


def user_by_email(email: str) -> User | None:
    """The account of an address, however it is written."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))
