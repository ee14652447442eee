"""Proposals and the pieces they are about. Each query says, in its where clause, whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.accounts.models import Scope, User
from marketplace.catalogue.content import Content
from marketplace.catalogue.current import content_of
from marketplace.catalogue.models import (
    Product,
    ProductPicture,
    ProductState,
    Revision,
    RevisionState,
)
from marketplace.cooperatives.models import Artisan, Membership
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.media.models import Picture

OPEN_STATES = (RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.CHANGES_REQUESTED)


def open_revision_of(product: Product) -> Revision | None:
    """There is at most one; the database sees to it."""
    return db.session.scalar(
        select(Revision).where(Revision.product_id == product.id, Revision.state.in_(OPEN_STATES))
    )


def locked_revision(revision_id: int) -> Revision:
    """A proposal and its product, held until the transaction ends. Ask first whose it is."""
    revision = db.session.get_one(Revision, revision_id)
    db.session.refresh(revision.product, with_for_update=True)
    db.session.refresh(revision, with_for_update=True)
    return revision


def last_content_of(product: Product) -> Content:
    """What its latest proposal said, decided or not."""
    content = db.session.scalars(
        select(Revision.content)
        .where(Revision.product_id == product.id)
        .order_by(Revision.id.desc())
        .limit(1)
    ).one()
    return Content.from_json(content)


def products_of_cooperative(cooperative_id: int) -> Sequence[Product]:
    return db.session.scalars(
        select(Product).where(Product.cooperative_id == cooperative_id).order_by(Product.id)
    ).all()


def ids_of_cooperative(cooperative_id: int) -> list[int]:
    return _ids(Product.cooperative_id == cooperative_id)


def ids_of_artisan(artisan_id: int) -> list[int]:
    return _ids(Product.artisan_id == artisan_id)


def ids_with_picture(picture_id: int) -> list[int]:
    hung = select(ProductPicture.product_id).where(ProductPicture.picture_id == picture_id)
    return _ids(Product.id.in_(hung))


def _ids(whose: Any) -> list[int]:
    """Products that have been in the shop."""
    query = select(Product.id).where(whose, Product.content_version > 0).order_by(Product.id)
    return list(db.session.scalars(query))


def hers(user: User) -> Any:
    """The pieces of the maker whose account this is."""
    return Artisan.user_id == user.id


def of_members(scope: Scope) -> Any:
    """The pieces of those makers of somebody's cooperatives who have no account of their own."""
    return and_(scope.clause(Product.cooperative_id), Artisan.user_id.is_(None))


def revision_where(whose: Any, revision_id: int) -> Revision:
    """A proposal with its piece, maker and cooperative; a stranger's does not exist."""
    revision = db.session.scalar(
        select(Revision)
        .join(Revision.product)
        .join(Product.artisan)
        .where(Revision.id == revision_id, whose)
        .options(
            contains_eager(Revision.product).options(
                contains_eager(Product.artisan), joinedload(Product.cooperative)
            )
        )
    )
    if revision is None:
        raise NotFound()
    return revision


def product_where(whose: Any, product_id: int) -> Product:
    product = db.session.scalar(
        select(Product)
        .join(Product.artisan)
        .where(Product.id == product_id, whose)
        .options(
            contains_eager(Product.artisan),
            joinedload(Product.cooperative),
            selectinload(Product.variants),
            selectinload(Product.pictures).joinedload(ProductPicture.picture),
        )
    )
    if product is None:
        raise NotFound()
    return product


def latest_revision_of(product: Product) -> Revision | None:
    """The one whose state its maker asks about."""
    return db.session.scalars(
        select(Revision)
        .where(Revision.product_id == product.id)
        .order_by(Revision.id.desc())
        .limit(1)
    ).first()


def first_revision_of(product: Product) -> Revision:
    return db.session.scalars(
        select(Revision).where(Revision.product_id == product.id).order_by(Revision.id).limit(1)
    ).one()


@dataclass(frozen=True)
class PieceInHand:
    """A piece as its maker's list shows it: what the shop has, and what is proposed."""

    product: Product
    revision: Revision | None
    content: Content
    picture: Picture | None

    @property
    def asked(self) -> bool:
        """Whether the cooperative waits for the maker."""
        return bool(self.revision and self.revision.state is RevisionState.CHANGES_REQUESTED)


def pieces_in_hand(whose: Any, *, limit: int = 200) -> list[PieceInHand]:
    """All pieces but the archived, the last touched first."""
    rows = db.session.execute(_in_hand(whose).limit(limit)).all()
    contents = [content_in_hand(product, revision) for product, revision in rows]
    pictures = pictures_by_id([c.pictures[0].picture_id for c in contents if c.pictures])
    return [
        PieceInHand(
            product,
            revision,
            content,
            pictures.get(content.pictures[0].picture_id) if content.pictures else None,
        )
        for (product, revision), content in zip(rows, contents, strict=True)
    ]


def _in_hand(whose: Any) -> Any:
    """Each product with its latest revision, where it has one."""
    latest = (
        select(Revision.product_id, func.max(Revision.id).label("revision_id"))
        .group_by(Revision.product_id)
        .subquery()
    )
    return (
        select(Product, Revision)
        .join(Product.artisan)
        .outerjoin(latest, latest.c.product_id == Product.id)
        .outerjoin(Revision, Revision.id == latest.c.revision_id)
        .where(whose, Product.state != ProductState.ARCHIVED)
        .options(
            contains_eager(Product.artisan),
            joinedload(Product.cooperative),
            selectinload(Product.variants),
            selectinload(Product.pictures).joinedload(ProductPicture.picture),
        )
        .order_by(func.coalesce(Revision.edited_at, Product.created_at).desc(), Product.id.desc())
    )


def pictures_by_id(picture_ids: Sequence[int]) -> dict[int, Picture]:
    found = db.session.scalars(select(Picture).where(Picture.id.in_(picture_ids)))
    return {picture.id: picture for picture in found}


def own_pictures(user: User, picture_ids: Sequence[int]) -> set[int]:
    """Those of the pictures that she sent herself."""
    return set(
        db.session.scalars(
            select(Picture.id).where(Picture.id.in_(picture_ids), Picture.owner_id == user.id)
        )
    )


def memberships_today(whose: Any) -> Sequence[Membership]:
    """The makers for whom pieces may be begun, each with the cooperative she belongs to today."""
    return db.session.scalars(
        select(Membership)
        .join(Membership.artisan)
        .join(Membership.cooperative)
        .where(
            whose,
            Membership.starts_on <= today(),
            or_(Membership.ends_on.is_(None), Membership.ends_on > today()),
        )
        .options(contains_eager(Membership.artisan), contains_eager(Membership.cooperative))
        .order_by(Artisan.names["fa"].astext, Artisan.id)
    ).all()


def members_without_account(scope: Scope) -> Any:
    """The where clause for `memberships_today` of staff who write for others."""
    return and_(scope.clause(Membership.cooperative_id), Artisan.user_id.is_(None))


def content_in_hand(product: Product, revision: Revision | None) -> Content:
    """What is proposed, where something is; else what the shop has."""
    if revision and (revision.state in OPEN_STATES or not product.content_version):
        return Content.from_json(revision.content)
    return content_of(product)
