"""What is written when an order moves: to its buyer in her language, to its makers in theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from marketplace.cooperatives.models import Artisan
from marketplace.core.money import Money
from marketplace.localisation.formats import format_money
from marketplace.notifications import services as notifications
from marketplace.orders import shares
from marketplace.orders.models import Order, OrderLine, OrderMessage, Parcel

Pieces = Iterable[tuple[OrderLine, int]]


@dataclass(frozen=True)
class Own:
    """So many pieces of a line that are still its maker's, and what the line brings her."""

    line: OrderLine
    pieces: int
    share: Money


def confirmed(order: Order) -> None:
    _to_buyer(order, "order_confirmed", "confirmed")


def shipped(parcel: Parcel) -> None:
    _to_buyer(parcel.order, "parcel_shipped", f"shipped:{parcel.number}", **_of(parcel))


def delivered(parcel: Parcel) -> None:
    _to_buyer(parcel.order, "parcel_delivered", f"delivered:{parcel.number}", **_of(parcel))


def answered(order: Order, message: OrderMessage) -> None:
    _to_buyer(
        order,
        "order_answer",
        f"message:{message.id}",
        text=message.text,
        author=message.author,
    )


def sold(order: Order) -> None:
    """To each maker, what of hers was bought."""
    pieces = [(line, line.quantity) for line in order.lines]
    _to_makers(order, "artisan_sold", f"order:{order.number}:sold", pieces)


def on_the_way(parcel: Parcel) -> None:
    """To each maker, what of hers has left."""
    pieces = [(packed.order_line, packed.quantity) for packed in parcel.lines]
    _to_makers(parcel.order, "artisan_shipped", f"parcel:{parcel.number}:shipped", pieces)


def _to_buyer(order: Order, template: str, cause: str, **more: Any) -> None:
    group = order.group
    notifications.send(
        key=f"order:{order.number}:{cause}",
        to=group.email,
        locale=group.locale,
        template=template,
        context={
            "number": order.number,
            "name": str(group.address.get("name") or ""),
            "seller": order.seller.get("names") or {},
        }
        | more,
        about=order.number,
    )


def _of(parcel: Parcel) -> dict[str, Any]:
    return {
        "parcel": parcel.number,
        "carrier": parcel.carrier,
        "tracking_number": parcel.tracking_number,
        "tracking_url": parcel.tracking_url,
        "lines": [
            {"titles": packed.order_line.titles, "quantity": packed.quantity}
            for packed in parcel.lines
        ],
    }


def _to_makers(order: Order, template: str, key: str, pieces: Pieces) -> None:
    """Of her own pieces: those she was paid wages for are not hers any more."""
    hers: dict[Artisan, list[Own]] = {}
    whose = shares.whose(order.lines)
    for line, quantity in pieces:
        if own := shares.hers(line, whose[line.id]):
            mine = Own(line, min(quantity, own), line.share_of(own))
            hers.setdefault(line.artisan, []).append(mine)
    for artisan, own_pieces in hers.items():
        if artisan.user and artisan.user.is_active:
            notifications.send(
                key=f"{key}:{artisan.id}",
                to=artisan.user.email,
                locale=artisan.user.locale,
                template=template,
                context=_hers(order, artisan, own_pieces),
                about=order.number,
            )


def _hers(order: Order, artisan: Artisan, own: list[Own]) -> dict[str, Any]:
    lang = artisan.user.locale if artisan.user else "fa"
    return {
        "number": order.number,
        "name": artisan.names.get(lang) or next(iter(artisan.names.values()), ""),
        "country": order.group.address.get("country", ""),
        "lines": [{"titles": each.line.titles, "quantity": each.pieces} for each in own],
        "share": format_money(Money.total((each.share for each in own), order.currency), lang),
    }
