"""What can happen to stock. Whoever calls these opens the transaction."""

from marketplace.inventory.services.places import (
    PlaceDetails,
    hang,
    main_place,
    make_location,
    transit_of,
)
from marketplace.inventory.services.reserving import prolong, put_back, release, reserve, take
from marketplace.inventory.services.selling import sell_from, take_back
from marketplace.inventory.services.shelving import (
    adjust,
    book_out,
    change_condition,
    consume,
    lock_free,
    move,
    move_to,
    receive,
    receive_into,
    stock_item,
)
from marketplace.inventory.services.values import note_prices, set_reorder_point

__all__ = [
    "PlaceDetails",
    "adjust",
    "book_out",
    "change_condition",
    "consume",
    "hang",
    "lock_free",
    "main_place",
    "make_location",
    "move",
    "move_to",
    "note_prices",
    "prolong",
    "put_back",
    "receive",
    "receive_into",
    "release",
    "reserve",
    "sell_from",
    "set_reorder_point",
    "stock_item",
    "take",
    "take_back",
    "transit_of",
]
