"""What people at the counter and at exhibitions type."""

from marketplace.pardis.till.forms.exhibitions import BackForm, LoadForm
from marketplace.pardis.till.forms.selling import (
    NAME,
    CountForm,
    DropForm,
    FloatForm,
    PriceForm,
    ReturnForm,
    SettleForm,
    SlipForm,
    TillForm,
    count_form,
    return_form,
)

__all__ = [
    "NAME",
    "BackForm",
    "CountForm",
    "DropForm",
    "FloatForm",
    "LoadForm",
    "PriceForm",
    "ReturnForm",
    "SettleForm",
    "SlipForm",
    "TillForm",
    "count_form",
    "return_form",
]
