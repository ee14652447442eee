"""Entries made of postings that sum to nothing. The database refuses to change or delete either,
and refuses an entry that does not balance."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.core.db import Dated, Model
from marketplace.core.money import Money


class Entry(Dated, Model):
    """Something that happened to money, once: `key` is its immutable cause, for example
    `payment:17`. `reference` is what people call it, for example an order's number."""

    __tablename__ = "ledger_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    reference: Mapped[str] = mapped_column(String(60), index=True)
    memo: Mapped[str] = mapped_column(String(300), default="")

    postings: Mapped[list["Posting"]] = relationship(back_populates="entry", order_by="Posting.id")


class Posting(Model):
    """So much into (positive) or out of (negative) an account. Accounts are named
    `kind:owner`, for example `artisan:12`, `bank:3`, `buyer:order 14`."""

    __tablename__ = "ledger_postings"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", "amount_not_zero"),
        Index("ix_ledger_postings_account_currency", "account", "amount_currency"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey(Entry.id), index=True)
    account: Mapped[str] = mapped_column(String(80))
    amount: Mapped[Money] = composite(
        mapped_column("amount_minor", BigInteger), mapped_column("amount_currency", String(3))
    )

    entry: Mapped[Entry] = relationship(back_populates="postings")
