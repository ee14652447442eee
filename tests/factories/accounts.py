from itertools import count
from typing import Any

from marketplace.accounts.models import RoleGrant, User
from marketplace.accounts.permissions import Role
from marketplace.core.clock import now
from marketplace.core.db import db

_numbers = count(1)


def make_user(*roles: Role, scope_id: int | None = None, **given: Any) -> User:
    """Somebody with a confirmed address; `scope_id` is the cooperative of cooperative roles."""
    number = next(_numbers)
    defaults = {
        "email": f"user{number}@example.org",
        "name": f"Person {number}",
        "email_confirmed_at": now(),
    }
    user = User(**defaults | given)
    user.grants = [RoleGrant(role=role, scope_id=scope_id) for role in roles]
    db.session.add(user)
    db.session.flush()
    return user
