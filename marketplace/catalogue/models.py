"""What is offered. The shop reads `Product`; people edit a `Revision`; approval copies one into the other."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.compliance.models import HsCode
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.db import Dated, Json, Model, Strings, Texts
from marketplace.core.money import Money
from marketplace.core.states import Flow, Stateful
from marketplace.core.trigrams import texts_of, trigram_index
from marketplace.localisation.models import Place
from marketplace.media.models import Picture


class Craft(Model):
    """A field of handicraft, from the dated taxonomy. `offered` is false for what is not for sale."""

    __tablename__ = "crafts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    names: Mapped[Texts]
    family: Mapped[str] = mapped_column(String(20), index=True)
    status: Mapped[str] = mapped_column(String(20))
    descriptions: Mapped[Texts]
    care: Mapped[Texts]
    place_ids: Mapped[Strings]
    hs_codes: Mapped[Strings]
    flags: Mapped[Strings]
    fragility: Mapped[int]
    lead_time_days_min: Mapped[int]
    lead_time_days_max: Mapped[int]
    details: Mapped[Json]
    offered: Mapped[bool] = mapped_column(default=True)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey(Picture.id))
    source: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date]


artisan_crafts = Table(
    "artisan_crafts",
    Model.metadata,
    Column("artisan_id", Integer, ForeignKey(Artisan.id), primary_key=True),
    Column("craft_id", String(40), ForeignKey(Craft.id), primary_key=True),
)


class ProductState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    PAUSED = "paused"
    REJECTED = "rejected"
    ARCHIVED = "archived"


class Product(Stateful, Dated, Model):
    """One piece, or one run of like pieces, as the shop shows it.

    Before the first approval its content is empty. `content_version` grows with every approved
    revision; a revision that was begun on an older one cannot be approved.
    Sizes are millimetres of the finished piece; `flags` are compliance flags of craft and HS code.
    """

    flow = Flow(
        {
            ProductState.DRAFT: {
                ProductState.PUBLISHED,
                ProductState.REJECTED,
                ProductState.ARCHIVED,
            },
            ProductState.PUBLISHED: {ProductState.PAUSED, ProductState.ARCHIVED},
            ProductState.PAUSED: {ProductState.PUBLISHED, ProductState.ARCHIVED},
            ProductState.REJECTED: {ProductState.DRAFT, ProductState.ARCHIVED},
            ProductState.ARCHIVED: {ProductState.PAUSED},
        }
    )
    __tablename__ = "products"
    __table_args__ = (
        trigram_index("ix_products_trigrams", texts_of("titles")),
        Index("ix_products_shelf", "state", text("published_at desc"), text("id desc")),
        CheckConstraint(
            "hs_confirmed_by_id is null or hs_confirmed_by_id <> hs_proposed_by_id",
            "hs_code_by_two_people",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[ProductState] = mapped_column(default=ProductState.DRAFT)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    artisan_id: Mapped[int] = mapped_column(ForeignKey(Artisan.id), index=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), index=True)
    listed: Mapped[bool] = mapped_column(default=True)  # false while the cooperative is suspended
    content_version: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]

    titles: Mapped[Texts] = mapped_column(default=dict)
    stories: Mapped[Texts] = mapped_column(default=dict)
    techniques: Mapped[Texts] = mapped_column(default=dict)
    care: Mapped[Texts] = mapped_column(default=dict)
    materials: Mapped[list[Json]] = mapped_column(JSONB, default=list)  # content.MaterialEntry
    craft_id: Mapped[str | None] = mapped_column(ForeignKey(Craft.id), index=True)
    place_id: Mapped[str | None] = mapped_column(ForeignKey(Place.id), index=True)
    length_mm: Mapped[int | None]
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    made_to_order: Mapped[bool] = mapped_column(default=False)
    lead_time_days: Mapped[int | None]
    hs_code: Mapped[str | None] = mapped_column(ForeignKey(HsCode.code))
    hs_proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    hs_confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    flags: Mapped[Strings] = mapped_column(default=list)
    origin_country: Mapped[str] = mapped_column(String(2), default="IR")
    price_from_minor: Mapped[int | None] = mapped_column(BigInteger, index=True)
    price_currency: Mapped[str | None] = mapped_column(String(3))
    is_demo: Mapped[bool] = mapped_column(default=False)

    artisan: Mapped[Artisan] = relationship()
    cooperative: Mapped[Cooperative] = relationship()
    craft: Mapped[Craft | None] = relationship()
    place: Mapped[Place | None] = relationship()
    variants: Mapped[list["Variant"]] = relationship(
        back_populates="product", order_by="Variant.position"
    )
    pictures: Mapped[list["ProductPicture"]] = relationship(
        back_populates="product",
        order_by="ProductPicture.position",
        cascade="all, delete-orphan",
    )


class Variant(Dated, Model):
    """A size or colour with its own SKU, price and weight. Never deleted; `offered` ends instead."""

    __tablename__ = "variants"
    __table_args__ = (
        trigram_index("ix_variants_trigrams", "sku"),
        UniqueConstraint("product_id", "key"),
        CheckConstraint("price_minor > 0", "price_positive"),
        CheckConstraint("net_grams > 0 and packed_grams >= net_grams", "weights"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id), index=True)
    key: Mapped[str] = mapped_column(String(20))  # ties it to its entry in a revision's content
    sku: Mapped[str] = mapped_column(String(40), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    names: Mapped[Texts] = mapped_column(default=dict)
    price: Mapped[Money] = composite(
        mapped_column("price_minor", BigInteger), mapped_column("price_currency", String(3))
    )
    net_grams: Mapped[int]
    packed_grams: Mapped[int]
    packed_length_mm: Mapped[int | None]
    packed_width_mm: Mapped[int | None]
    packed_height_mm: Mapped[int | None]
    offered: Mapped[bool] = mapped_column(default=True)

    product: Mapped[Product] = relationship(back_populates="variants")


class ProductPicture(Model):
    """A picture of a product, in its place in the order, with what it shows in each language."""

    __tablename__ = "product_pictures"

    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id), primary_key=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey(Picture.id), primary_key=True)
    position: Mapped[int]
    alts: Mapped[Texts] = mapped_column(default=dict)

    product: Mapped[Product] = relationship(back_populates="pictures")
    picture: Mapped[Picture] = relationship()


class SkuCounter(Model):
    """The last number given out under a prefix of cooperative and craft."""

    __tablename__ = "sku_counters"

    prefix: Mapped[str] = mapped_column(String(20), primary_key=True)
    last: Mapped[int]


class RevisionState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Revision(Stateful, Dated, Model):
    """A proposed version of a product. `content` is `catalogue.content.Content` as JSON.

    `base_version` is the product's `content_version` it was begun on. `editor_ids` are all who
    worked on it: none of them may approve it. A product has at most one open revision.
    """

    flow = Flow(
        {
            RevisionState.DRAFT: {RevisionState.IN_REVIEW, RevisionState.WITHDRAWN},
            RevisionState.IN_REVIEW: {
                RevisionState.APPROVED,
                RevisionState.CHANGES_REQUESTED,
                RevisionState.REJECTED,
                RevisionState.DRAFT,
            },
            RevisionState.CHANGES_REQUESTED: {RevisionState.IN_REVIEW, RevisionState.WITHDRAWN},
            RevisionState.APPROVED: set(),
            RevisionState.REJECTED: set(),
            RevisionState.WITHDRAWN: set(),
        }
    )
    __tablename__ = "revisions"
    __table_args__ = (
        Index(
            "uq_revisions_one_open",
            "product_id",
            unique=True,
            postgresql_where=text("state in ('draft', 'in_review', 'changes_requested')"),
        ),
        CheckConstraint(
            "hs_confirmed_by_id is null or hs_confirmed_by_id <> hs_proposed_by_id",
            "hs_code_by_two_people",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[RevisionState] = mapped_column(default=RevisionState.DRAFT, index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id), index=True)
    base_version: Mapped[int]
    content: Mapped[Json]
    editor_ids: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    hs_proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    hs_confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    edited_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    reasons: Mapped[Strings] = mapped_column(default=list)  # codes of catalogue.reasons
    note: Mapped[str] = mapped_column(default="")  # to the maker, in her language

    product: Mapped[Product] = relationship()


class StepSending(Dated, Model):
    """A screen of the studio that was sent with a key of its own, and the version it made: sent
    again, because the answer was lost, it makes nothing more."""

    __tablename__ = "step_sendings"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey(Revision.id, ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int]
