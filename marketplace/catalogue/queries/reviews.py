"""What waits for a reviewer, and what she needs to decide."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.accounts.models import Scope, User
from marketplace.catalogue.content import Content
from marketplace.catalogue.models import (
    Craft,
    Product,
    ProductPicture,
    Revision,
    RevisionState,
)
from marketplace.compliance.models import HsCode
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.localisation.languages import local_text
from marketplace.localisation.models import Place

MOST_SHOWN = 100
LATELY = timedelta(days=30)


def waiting_for_review(scope: Scope, only: str = "all") -> Sequence[Revision]:
    """Those in review, the longest waiting first; `only` new pieces or changed ones."""
    query = _reviewed(scope).where(Revision.state == RevisionState.IN_REVIEW)
    if only == "new":
        query = query.where(Revision.base_version == 0)
    elif only == "changed":
        query = query.where(Revision.base_version > 0)
    return db.session.scalars(
        query.order_by(Revision.submitted_at, Revision.id).limit(MOST_SHOWN)
    ).all()


def answered_lately(scope: Scope) -> Sequence[Revision]:
    return db.session.scalars(
        _reviewed(scope)
        .where(Revision.decided_at > now() - LATELY)
        .order_by(Revision.decided_at.desc())
        .limit(MOST_SHOWN)
    ).all()


def revision_in(scope: Scope, revision_id: int) -> Revision:
    """A proposal that was sent to one of somebody's cooperatives, with the piece as it is now."""
    revision: Revision | None = db.session.scalar(
        _reviewed(scope)
        .where(Revision.id == revision_id, Revision.submitted_at.is_not(None))
        .options(
            contains_eager(Revision.product).options(
                selectinload(Product.variants),
                selectinload(Product.pictures).joinedload(ProductPicture.picture),
            )
        )
    )
    if revision is None:
        raise NotFound()
    return revision


def median_answer_time(scope: Scope) -> timedelta | None:
    """Half of the answers of the last month were faster."""
    times = sorted(
        decided - sent
        for sent, decided in db.session.execute(
            select(Revision.submitted_at, Revision.decided_at)
            .join(Revision.product)
            .where(scope.clause(Product.cooperative_id), Revision.decided_at > now() - LATELY)
        )
        if sent and decided
    )
    return times[len(times) // 2] if times else None


def people(*user_ids: int | None) -> dict[int, User]:
    wanted = [user_id for user_id in user_ids if user_id]
    return {u.id: u for u in db.session.scalars(select(User).where(User.id.in_(wanted)))}


def names_of(model: type[Craft] | type[Place], *ids: str | None) -> dict[str, str]:
    """What crafts or places are called in the reader's language."""
    rows = db.session.execute(select(model.id, model.names).where(model.id.in_(filter(None, ids))))
    return {row[0]: str(local_text(row[1])) for row in rows}


def code_texts(*codes: str | None) -> dict[str, str]:
    rows = db.session.execute(
        select(HsCode.code, HsCode.texts).where(HsCode.code.in_(filter(None, codes)))
    )
    return {row[0]: str(local_text(row[1])) for row in rows}


def first_pictures(revisions: Collection[Revision]) -> dict[int, int]:
    """By revision, the picture that stands for it in lists."""
    firsts = {}
    for revision in revisions:
        if pictures := Content.from_json(revision.content).pictures:
            firsts[revision.id] = pictures[0].picture_id
    return firsts


def _reviewed(scope: Scope) -> Any:
    return (
        select(Revision)
        .join(Revision.product)
        .where(scope.clause(Product.cooperative_id))
        .options(
            contains_eager(Revision.product).options(
                joinedload(Product.artisan), joinedload(Product.cooperative)
            )
        )
    )
