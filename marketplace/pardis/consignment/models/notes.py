"""Consignment notes: what a maker leaves at the centre, and on what terms."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.db import Dated, Model
from marketplace.core.money import Money
from marketplace.core.states import Flow, Stateful


class NoteState(StrEnum):
    DRAFT = "draft"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    OPEN = "open"  # pieces have come
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PriceRule(StrEnum):
    AGREED = "agreed"  # a piece is sold for its price, and not for less
    MINIMUM_NET = "minimum_net"  # the centre sets the price; the maker gets so much at least


class Bearer(StrEnum):
    """Who bears something: what taking the money costs, or what is lost and damaged."""

    CENTRE = "centre"
    ARTISAN = "artisan"


class Unsold(StrEnum):
    """What happens to pieces that nobody has bought after some time."""

    RETURN = "return"
    CHEAPER = "cheaper"
    ASK = "ask"


class Note(Stateful, Dated, Model):
    """Title stays with the maker. `commission_bp` is what the centre keeps of a sale, in hundredths
    of a per cent; after `unsold_after_days` unsold pieces go back, are `cheaper_bp` cheaper, or she
    is asked. `accepted_on_paper` is set where staff hold her signature."""

    flow = Flow(
        {
            NoteState.DRAFT: {NoteState.OFFERED, NoteState.WITHDRAWN},
            NoteState.OFFERED: {NoteState.ACCEPTED, NoteState.DECLINED, NoteState.WITHDRAWN},
            NoteState.ACCEPTED: {NoteState.OPEN, NoteState.WITHDRAWN},
            NoteState.OPEN: {NoteState.CLOSED},
            NoteState.CLOSED: set(),
            NoteState.DECLINED: set(),
            NoteState.WITHDRAWN: set(),
        }
    )
    __tablename__ = "consignment_notes"
    __table_args__ = (
        CheckConstraint("commission_bp between 0 and 10000", "commission_in_range"),
        CheckConstraint("cheaper_bp between 0 and 9000", "cheaper_in_range"),
        CheckConstraint("unsold_after_days between 1 and 1000", "days_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[NoteState] = mapped_column(default=NoteState.DRAFT, index=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    artisan_id: Mapped[int] = mapped_column(ForeignKey(Artisan.id), index=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id))
    currency: Mapped[str] = mapped_column(String(3))
    price_rule: Mapped[PriceRule]
    commission_bp: Mapped[int]
    cost_rule: Mapped[Bearer]
    liability: Mapped[Bearer]
    unsold: Mapped[Unsold]
    unsold_after_days: Mapped[int] = mapped_column(default=90)
    cheaper_bp: Mapped[int] = mapped_column(default=0)
    ends_on: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    accepted_on_paper: Mapped[bool] = mapped_column(default=False)

    artisan: Mapped[Artisan] = relationship()
    cooperative: Mapped[Cooperative] = relationship()
    lines: Mapped[list["NoteLine"]] = relationship(
        back_populates="note", order_by="NoteLine.position"
    )

    def __str__(self) -> str:
        return self.number


class NoteLine(Model):
    """So many of the same piece. `price` is what one is sold for, or what its maker gets at least,
    as the note's rule says."""

    __tablename__ = "consignment_lines"
    __table_args__ = (
        UniqueConstraint("note_id", "position"),
        CheckConstraint("quantity > 0", "quantity_positive"),
        CheckConstraint("price_minor > 0", "price_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey(Note.id), index=True)
    position: Mapped[int]
    variant_id: Mapped[int] = mapped_column(ForeignKey(Variant.id), index=True)
    quantity: Mapped[int]
    price: Mapped[Money] = composite(
        mapped_column("price_minor", BigInteger), mapped_column("price_currency", String(3))
    )
    remark: Mapped[str] = mapped_column(String(300), default="")

    note: Mapped[Note] = relationship(back_populates="lines")
    variant: Mapped[Variant] = relationship()
