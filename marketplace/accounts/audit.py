"""The trail of what people did. Append-only: the table refuses UPDATE and DELETE."""

from typing import Any

from flask import has_request_context, request

from marketplace.accounts.models import AuditEntry, User
from marketplace.core.db import Model, db
from marketplace.core.logs import request_id

NAMES = ("number", "reference", "sku", "names", "titles", "name", "code", "slug")
OWNERS = ("product", "variant", "artisan", "cooperative", "payment", "order")


def record(
    by: User | None,
    action: str,
    subject: Model,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    scope_id: int | None = None,
) -> None:
    """Note that `by` (None: the system itself) did `action` to `subject`.

    `action` reads `thing.verb`, for example `product.published`. `before` and `after` hold only
    what changed, in JSON's types, with personal data masked. `scope_id` is the cooperative.
    """
    db.session.flush()
    db.session.add(
        AuditEntry(
            actor_id=by.id if by else None,
            actor=by.email if by else "system",
            action=action,
            subject_type=type(subject).__name__,
            subject_id=str(getattr(subject, "id", "")),
            subject=_named(subject)[:200],
            scope_id=scope_id,
            before=before,
            after=after,
            address=request.remote_addr if has_request_context() else None,
            request_id=request_id(),
        )
    )


def _named(subject: Any) -> str:
    """What people call the thing: its number or name, else that of what it belongs to."""
    if "__str__" in vars(type(subject)):
        return str(subject)
    for name in NAMES:
        value = getattr(subject, name, None)
        if isinstance(value, dict):
            value = value.get("en") or next(iter(value.values()), "")
        if value:
            return str(value)
    for owner in OWNERS:
        if (above := getattr(subject, owner, None)) is not None:
            return _named(above)
    return f"{type(subject).__name__} {getattr(subject, 'id', '')}"
