"""Exhibitions: what of the centre's stock is shown and sold far away, with a till of its own."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Dated, Model, Texts
from marketplace.inventory.models import Location, Transfer, TransferState
from marketplace.pardis.till.models.shifts import Till


class Exhibition(Dated, Model):
    """A loan of pieces, which lie at a place of their own while they are away, and the till that
    sells what lies there. It is over once the loan has come back to `home`."""

    __tablename__ = "exhibitions"

    id: Mapped[int] = mapped_column(primary_key=True)
    names: Mapped[Texts]
    till_id: Mapped[int] = mapped_column(ForeignKey(Till.id), unique=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey(Transfer.id), unique=True)
    home_id: Mapped[int] = mapped_column(ForeignKey(Location.id))

    till: Mapped[Till] = relationship()
    transfer: Mapped[Transfer] = relationship()
    home: Mapped[Location] = relationship()

    @property
    def over(self) -> bool:
        return self.transfer.state is TransferState.RECEIVED

    def __str__(self) -> str:
        return self.till.code
