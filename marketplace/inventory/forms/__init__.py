"""What staff say about stock. Every form carries a key, so that sending it twice does it once."""

from marketplace.inventory.forms.shelves import (
    CONDITIONS,
    MOST,
    MOVEMENTS,
    OWNERS,
    PLACE_KINDS,
    AdjustForm,
    ConditionForm,
    HangForm,
    LocationForm,
    MoreForm,
    MoveForm,
    ReceiveForm,
    StockForm,
    place_choices,
)

__all__ = [
    "CONDITIONS",
    "MOST",
    "MOVEMENTS",
    "OWNERS",
    "PLACE_KINDS",
    "AdjustForm",
    "ConditionForm",
    "HangForm",
    "LocationForm",
    "MoreForm",
    "MoveForm",
    "ReceiveForm",
    "StockForm",
    "place_choices",
]
