"""What can happen to stock. Whoever calls these opens the transaction."""

from marketplace.inventory.services.counting import (
    add_found,
    count,
    count_again,
    explain,
    give_up_count,
    post_count,
    start_count,
    to_review,
)
from marketplace.inventory.services.places import (
    PlaceDetails,
    hang,
    main_place,
    make_location,
    transit_of,
)
from marketplace.inventory.services.reserving import (
    hand_over,
    prolong,
    put_back,
    release,
    reserve,
    take,
)
from marketplace.inventory.services.selling import bring_back, sell_from
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
from marketplace.inventory.services.transferring import (
    Came,
    LoanTerms,
    add_picture,
    lend,
    receive_transfer,
    send,
)
from marketplace.inventory.services.values import note_prices, set_reorder_point
from marketplace.inventory.services.writing_off import (
    ask_write_off,
    refuse_write_off,
    write_off,
)

__all__ = [
    "Came",
    "LoanTerms",
    "PlaceDetails",
    "add_found",
    "add_picture",
    "adjust",
    "ask_write_off",
    "book_out",
    "bring_back",
    "change_condition",
    "consume",
    "count",
    "count_again",
    "explain",
    "give_up_count",
    "hand_over",
    "hang",
    "lend",
    "lock_free",
    "main_place",
    "make_location",
    "move",
    "move_to",
    "note_prices",
    "post_count",
    "prolong",
    "put_back",
    "receive",
    "receive_into",
    "receive_transfer",
    "refuse_write_off",
    "release",
    "reserve",
    "sell_from",
    "send",
    "set_reorder_point",
    "start_count",
    "stock_item",
    "take",
    "to_review",
    "transit_of",
    "write_off",
]
