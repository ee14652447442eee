"""Holding pieces for an order, letting them go, selling them, taking them back.

Every service locks the stock rows it touches in the order of their ids, so that two orders which
name the same pieces in opposite order wait for one another instead of blocking each other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db, run
from marketplace.core.events import announce
from marketplace.core.statements import upserting
from marketplace.inventory import queries
from marketplace.inventory.errors import OutOfStock
from marketplace.inventory.events import StockChanged
from marketplace.inventory.models import MovementKind, Owner, Reservation, StockItem
from marketplace.inventory.services.movements import Cause, record

AT_ONCE = timedelta(minutes=5)


def reserve(key: str, wants: Mapping[int, int], until: datetime) -> None:
    """Hold pieces of each variant until a moment; all of them, or `OutOfStock` and none.

    Asking again with the same key holds nothing more. Of what is made to order those pieces are
    held that lie ready; the rest need not exist yet.
    """
    items = queries.locked_sellable(wants)
    holds = queries.holds_on([item.id for item in items], key)
    if any(hold.by_key for hold in holds):
        return
    _hold(key, _share_out(items, holds, wants), until)
    _changed(items)


def prolong(key: str, until: datetime) -> None:
    """Hold the pieces until another moment. Where the time ran out they are held anew, if they
    still can be."""
    items = _items_of(queries.reservations_of(key))
    rows = [row for row in queries.reservations_of(key) if row.used_at is None]
    if not all(map(_open, rows)):
        _hold_again(key, rows, until)
    for row in rows:
        if row.released_at is None:
            row.expires_at = until
    db.session.flush()
    _changed(items)


def release(key: str) -> None:
    """Let go what is held and not yet sold. Harmless when nothing is."""
    items = _items_of(queries.reservations_of(key))
    for row in queries.reservations_of(key):
        if row.used_at is None and row.released_at is None:
            row.released_at = now()
    db.session.flush()
    _changed(items)


def take(key: str, by: User | None) -> None:
    """The held pieces are sold. Where the time ran out they are held anew, if they still can be."""
    items = _items_of(queries.reservations_of(key))
    rows = [row for row in queries.reservations_of(key) if row.used_at is None]
    if not all(map(_open, rows)):
        _hold_again(key, rows, now() + AT_ONCE)
    for row in queries.reservations_of(key):
        if row.used_at is None and row.released_at is None:
            cause = Cause(f"{key}:sold:{row.stock_item_id}", by)
            record(row.stock_item, MovementKind.SOLD, -row.quantity, cause)
            row.used_at = now()
    db.session.flush()
    _changed(items)


def hand_over(key: str, item: StockItem, pieces: int, by: User | None) -> None:
    """Pieces of this very stock item, which whoever calls has just put there for the order, are
    its buyer's: they were sold before they were made."""
    db.session.add(
        Reservation(
            key=key, stock_item=item, quantity=pieces, expires_at=now() + AT_ONCE, used_at=now()
        )
    )
    cause = Cause(f"{key}:sold:{item.id}", by)
    record(item, MovementKind.SOLD, -pieces, cause)
    db.session.flush()
    _changed([item])


def put_back(number: str, by: User | None) -> None:
    """What an order got and never left is on its shelf again, as when a paid one is cancelled."""
    items = _items_of(queries.sales_under(number))
    for row in queries.sales_under(number):
        cause = Cause(f"{row.key}:returned:{row.stock_item_id}", by)
        record(row.stock_item, MovementKind.RETURNED, row.quantity, cause)
    _changed(items)


HELD = upserting(Reservation, ["key", "stock_item_id"], ["quantity", "expires_at", "released_at"])


def _hold(key: str, shares: Mapping[int, int], until: datetime) -> None:
    """So many pieces of each stock item; what was held under the key before is held anew."""
    held = {"key": key, "expires_at": until, "released_at": None}
    rows = [held | {"stock_item_id": item, "quantity": pieces} for item, pieces in shares.items()]
    if rows:
        run(HELD, rows)


def _hold_again(key: str, rows: Sequence[Reservation], until: datetime) -> None:
    """Exchange reservations whose time ran out for fresh ones, perhaps of other shelves."""
    wants: Counter[int] = Counter()
    for row in rows:
        wants[row.stock_item.variant_id] += row.quantity
        row.released_at = now()
    db.session.flush()
    items = queries.locked_sellable(wants)
    holds = queries.holds_on([item.id for item in items], key)
    _hold(key, _share_out(items, holds, wants), until)


def _share_out(
    items: Sequence[Any], holds: Sequence[Any], wants: Mapping[int, int]
) -> dict[int, int]:
    """From which stock items the pieces come: first those that are the maker's own, for she has
    had nothing for them yet, then those she was paid wages for; of both the older rows first."""
    held, shares = {hold.stock_item_id: hold.pieces for hold in holds}, {}
    missing = dict(wants)
    for item in sorted(items, key=lambda item: (item.owner != Owner.ARTISAN, item.id)):
        pieces = min(missing[item.variant_id], item.on_hand - held.get(item.id, 0))
        if pieces > 0:
            shares[item.id] = pieces
            missing[item.variant_id] -= pieces
    short = {variant_id: pieces for variant_id, pieces in missing.items() if pieces > 0}
    bound = set(short) - queries.made_to_order(short) if short else ()
    for variant_id in sorted(bound):
        raise OutOfStock(variant_id, wants[variant_id] - short[variant_id])
    return shares


def _open(row: Reservation) -> bool:
    return row.used_at is None and row.released_at is None and row.expires_at > now()


def _items_of(rows: Iterable[Reservation]) -> Sequence[StockItem]:
    """All stock of an order's variants, locked at once. Read the reservations anew after this:
    they may have changed while we waited."""
    return queries.locked_stock({row.stock_item.variant_id for row in rows})


def _changed(items: Sequence[Any]) -> None:
    if items:
        announce(StockChanged(tuple(sorted({item.variant_id for item in items}))))
