"""Statements that are made once and sent often: to put them together anew each time costs more than
to send them. They stand on tables, give rows instead of entities, and take their values when they
are executed."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import BindParameter, DateTime, Table, bindparam
from sqlalchemy.dialects.postgresql import Insert, insert

from marketplace.core.clock import now
from marketplace.core.db import Model


def table_of(model: type[Model]) -> Table:
    return cast(Table, model.__table__)


def upserting(model: type[Model], by: Sequence[str], changing: Sequence[str]) -> Insert:
    """Add a row, or where one with the same values in `by` stands, bring these columns of it to
    what is given and hold it."""
    added = insert(table_of(model))
    changes = {name: added.excluded[name] for name in changing}
    return added.on_conflict_do_update(index_elements=by, set_=changes)


def moment() -> BindParameter[datetime]:
    """The present moment, asked for when the statement is sent."""
    return bindparam(None, callable_=now, type_=DateTime(timezone=True))
