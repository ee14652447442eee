"""What can happen to stock. Whoever calls these opens the transaction."""

from marketplace.inventory.services.reserving import prolong, put_back, release, reserve, take
from marketplace.inventory.services.shelving import (
    adjust,
    change_condition,
    main_place,
    make_location,
    move,
    move_to,
    receive,
    receive_into,
)

__all__ = [
    "adjust",
    "change_condition",
    "main_place",
    "make_location",
    "move",
    "move_to",
    "prolong",
    "put_back",
    "receive",
    "receive_into",
    "release",
    "reserve",
    "take",
]
