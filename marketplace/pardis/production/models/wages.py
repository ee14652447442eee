"""What a piece earns its maker, what she got beforehand, and the runs that pay her."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.catalogue.models import Product
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.db import Dated, Model
from marketplace.core.money import Money
from marketplace.core.states import Flow, Stateful
from marketplace.pardis.production.models.inspection import Grade
from marketplace.pardis.production.models.materials import Material
from marketplace.pardis.production.models.orders import Batch, Offer

CURRENCY = "IRR"


class PieceRate(Dated, Model):
    """What a piece of a product and a grade earns, from a day on."""

    __tablename__ = "piece_rates"
    __table_args__ = (
        UniqueConstraint("product_id", "grade", "starts_on"),
        CheckConstraint("rate_minor >= 0", "rate_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id))
    grade: Mapped[Grade]
    starts_on: Mapped[date]
    rate: Mapped[Money] = composite(
        mapped_column("rate_minor", BigInteger), mapped_column("rate_currency", String(3))
    )
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    product: Mapped[Product] = relationship()


class AdvanceKind(StrEnum):
    CASH = "cash"
    MATERIAL = "material"


class Advance(Dated, Model):
    """Money, or material on credit, that a maker got for her share of a work order. It is paid back
    from the wages of that share, and from no others. `key` is its cause."""

    __tablename__ = "work_advances"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", "amount_positive"),
        CheckConstraint("(kind = 'material') = (material_id is not null)", "what_was_lent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[AdvanceKind]
    offer_id: Mapped[int] = mapped_column(ForeignKey(Offer.id), index=True)
    amount: Mapped[Money] = composite(
        mapped_column("amount_minor", BigInteger), mapped_column("amount_currency", String(3))
    )
    material_id: Mapped[int | None] = mapped_column(ForeignKey(Material.id))
    quantity: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    offer: Mapped[Offer] = relationship()
    material: Mapped[Material | None] = relationship()


class RunState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    DROPPED = "dropped"


class WagesRun(Stateful, Dated, Model):
    """The wages of what was graded until a day, of one cooperative. Who approves a run is never who
    made it; approved, it stands in the books, once."""

    flow = Flow(
        {
            RunState.DRAFT: {RunState.APPROVED, RunState.DROPPED},
            RunState.APPROVED: set(),
            RunState.DROPPED: set(),
        }
    )
    __tablename__ = "wages_runs"
    __table_args__ = (
        CheckConstraint("approved_by_id is null or approved_by_id <> made_by_id", "four_eyes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[RunState] = mapped_column(default=RunState.DRAFT)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), index=True)
    until: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    approved_at: Mapped[datetime | None]

    cooperative: Mapped[Cooperative] = relationship()
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    slips: Mapped[list["WageSlip"]] = relationship(back_populates="run", order_by="WageSlip.id")

    def __str__(self) -> str:
        return self.number

    @property
    def gross(self) -> Money:
        return Money.total((slip.gross for slip in self.slips), CURRENCY)

    @property
    def net(self) -> Money:
        return Money.total((slip.net for slip in self.slips), CURRENCY)


class WageSlip(Model):
    """What one maker earned in a run, what of it pays back what she got before, and the rest."""

    __tablename__ = "wage_slips"
    __table_args__ = (
        UniqueConstraint("run_id", "artisan_id"),
        CheckConstraint("repaid_minor between 0 and gross_minor", "repaid_from_what_is_earned"),
        CheckConstraint("net_minor = gross_minor - repaid_minor", "net_adds_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(WagesRun.id))
    artisan_id: Mapped[int] = mapped_column(ForeignKey(Artisan.id), index=True)
    gross_minor: Mapped[int] = mapped_column(BigInteger)
    repaid_minor: Mapped[int] = mapped_column(BigInteger)
    net_minor: Mapped[int] = mapped_column(BigInteger)

    run: Mapped[WagesRun] = relationship(back_populates="slips")
    artisan: Mapped[Artisan] = relationship()
    lines: Mapped[list["WageLine"]] = relationship(back_populates="slip", order_by="WageLine.id")
    repayments: Mapped[list["Repayment"]] = relationship(
        back_populates="slip", order_by="Repayment.advance_id"
    )

    @property
    def gross(self) -> Money:
        return Money(self.gross_minor, CURRENCY)

    @property
    def repaid(self) -> Money:
        return Money(self.repaid_minor, CURRENCY)

    @property
    def net(self) -> Money:
        return Money(self.net_minor, CURRENCY)

    @property
    def number(self) -> str:
        return f"{self.run.number}-{self.id}"


class WageLine(Model):
    """So many pieces of a batch and a grade at the rate of the day on which they were graded."""

    __tablename__ = "wage_lines"
    __table_args__ = (
        UniqueConstraint("slip_id", "batch_id", "grade"),
        CheckConstraint("pieces > 0", "pieces_positive"),
        CheckConstraint("amount_minor = rate_minor * pieces", "amount_adds_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slip_id: Mapped[int] = mapped_column(ForeignKey(WageSlip.id))
    batch_id: Mapped[int] = mapped_column(ForeignKey(Batch.id), index=True)
    grade: Mapped[Grade]
    pieces: Mapped[int]
    rate_minor: Mapped[int] = mapped_column(BigInteger)
    amount_minor: Mapped[int] = mapped_column(BigInteger)

    slip: Mapped[WageSlip] = relationship(back_populates="lines")
    batch: Mapped[Batch] = relationship()

    @property
    def rate(self) -> Money:
        return Money(self.rate_minor, CURRENCY)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, CURRENCY)


class Repayment(Model):
    """What a slip pays back of an advance."""

    __tablename__ = "wage_repayments"
    __table_args__ = (CheckConstraint("amount_minor > 0", "amount_positive"),)

    slip_id: Mapped[int] = mapped_column(ForeignKey(WageSlip.id), primary_key=True)
    advance_id: Mapped[int] = mapped_column(ForeignKey(Advance.id), primary_key=True, index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)

    slip: Mapped[WageSlip] = relationship(back_populates="repayments")
    advance: Mapped[Advance] = relationship()

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, CURRENCY)
