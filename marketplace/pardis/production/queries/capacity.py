"""Who works when."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from marketplace.catalogue.models import artisan_crafts
from marketplace.cooperatives.models import Artisan, Membership
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.pardis.production.models import Absence, WorkingWeek


def makers() -> Sequence[Artisan]:
    """Members of a cooperative who work in some craft."""
    return db.session.scalars(
        select(Artisan)
        .where(
            Artisan.id.in_(select(artisan_crafts.c.artisan_id)),
            Artisan.id.in_(
                select(Membership.artisan_id).where(
                    Membership.starts_on <= today(),
                    or_(Membership.ends_on.is_(None), Membership.ends_on > today()),
                )
            ),
        )
        .options(joinedload(Artisan.place))
        .order_by(Artisan.names["en"].astext, Artisan.id)
    ).all()


def maker(artisan_id: int) -> Artisan:
    found = db.session.scalar(
        select(Artisan).where(Artisan.id == artisan_id).options(joinedload(Artisan.place))
    )
    if found is None:
        raise NotFound
    return found


def week_from(artisan_id: int, starts_on: date) -> WorkingWeek | None:
    return db.session.scalar(
        select(WorkingWeek).where(
            WorkingWeek.artisan_id == artisan_id, WorkingWeek.starts_on == starts_on
        )
    )


def weeks_of(artisan_id: int) -> Sequence[WorkingWeek]:
    """The newest first."""
    return db.session.scalars(
        select(WorkingWeek)
        .where(WorkingWeek.artisan_id == artisan_id)
        .order_by(WorkingWeek.starts_on.desc())
    ).all()


def absences_of(artisan_id: int) -> Sequence[Absence]:
    """Those that are not over, the next first."""
    return db.session.scalars(
        select(Absence)
        .where(Absence.artisan_id == artisan_id, Absence.last_day >= today())
        .order_by(Absence.first_day, Absence.id)
    ).all()
