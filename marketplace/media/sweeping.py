"""Finding pictures and files that nothing names any more, and forgetting them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, cast

from flask import current_app
from sqlalchemy import ColumnElement, Select, exists, func, select, true
from sqlalchemy.orm import Mapped

from marketplace.core.clock import now
from marketplace.core.db import Model, db
from marketplace.media.models import Picture, StoredFile, Upload
from marketplace.media.services import PUBLIC

UNNAMED_FOR = timedelta(days=30)
"""A form that lies unsent on a phone may still name a picture."""
AT_ONCE = 200

Keeper = Callable[[], Select[Any]]


def forget_unnamed() -> list[str]:
    """Delete the rows of what has long been named by nothing; the keys of their content, which
    nothing else uses. Every table that points here counts, and whatever the keepers name besides."""
    keepers = cast(tuple[Keeper, ...], current_app.extensions["picture_keepers"])
    kept = [Picture.id.not_in(keeper()) for keeper in keepers]
    pictures = db.session.scalars(
        _unnamed(Picture, Picture.id).where(~Picture.is_demo, *kept)
    ).all()
    files = db.session.scalars(_unnamed(StoredFile, StoredFile.id)).all()
    keys = [picture.original_key for picture in pictures] + [file.key for file in files]
    names = {str(one["name"]) for picture in pictures for one in picture.derivatives}
    for thing in (*pictures, *files):
        db.session.delete(thing)
    db.session.flush()
    return keys + [f"{PUBLIC}/{name}" for name in sorted(names - _shown_elsewhere(names))]


def _unnamed(model: Any, id_: Mapped[int]) -> Select[Any]:
    """Old rows that no row of another table points to, held until the transaction ends."""
    return (
        select(model)
        .where(model.created_at < now() - UNNAMED_FOR, *(~named for named in _naming(model, id_)))
        .order_by(id_)
        .limit(AT_ONCE)
        .with_for_update(of=model, skip_locked=True)
    )


def _naming(model: Any, id_: Mapped[int]) -> Iterator[ColumnElement[bool]]:
    for table in Model.registry.metadata.sorted_tables:
        for column in table.columns:
            points = any(key.column.table is model.__table__ for key in column.foreign_keys)
            if points and table is not Upload.__table__:
                yield exists().where(column == id_)


def _shown_elsewhere(names: set[str]) -> set[str]:
    """Names are hashes: the same picture sent twice has its content once."""
    one = func.jsonb_array_elements(Picture.derivatives).table_valued("value").render_derived()
    name = one.c.value.op("->>")("name")
    shown = select(name).select_from(Picture).join(one, true()).where(name.in_(names))
    return set(db.session.scalars(shown))
