"""Papers we made, each with its number and the file as it was given out."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Dated, Model
from marketplace.media.models import StoredFile
from marketplace.orders.models import Order, Parcel


class PaperKind(StrEnum):
    PROFORMA = "proforma"
    COMMERCIAL_INVOICE = "commercial_invoice"
    PACKING_LIST = "packing_list"
    POSTAL_DECLARATION = "postal_declaration"


class Paper(Dated, Model):
    """One paper. A proforma belongs to an order; the others to a parcel of it."""

    __tablename__ = "papers"
    __table_args__ = (
        UniqueConstraint("order_id", "parcel_id", "kind", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PaperKind]
    number: Mapped[str] = mapped_column(String(40))
    order_id: Mapped[int] = mapped_column(ForeignKey(Order.id), index=True)
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey(Parcel.id), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(StoredFile.id))

    order: Mapped[Order] = relationship()
    parcel: Mapped[Parcel | None] = relationship()
    file: Mapped[StoredFile] = relationship()
