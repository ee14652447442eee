"""Who reacts to what, which doors are open, what templates may call. The whole map is these tables."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from click import Command
from flask import Blueprint
from flask_babel import get_locale

from marketplace.core.events import Subscriptions
from marketplace.localisation import countries, formats, rates
from marketplace.localisation.commands import rates_commands
from marketplace.localisation.languages import LANGUAGES, language, local_text
from marketplace.orders.events import ParcelDelivered
from marketplace.payouts import handlers as payouts
from marketplace.payouts.commands import ledger

SUBSCRIPTIONS: Subscriptions = {
    ParcelDelivered: (payouts.on_parcel_delivered,),
}

BLUEPRINTS: Sequence[Blueprint] = ()

COMMANDS: Sequence[Command] = (rates_commands, ledger)

TEMPLATE_GLOBALS: Mapping[str, Any] = {
    "LANGUAGES": LANGUAGES,
    "get_locale": get_locale,
    "language": language,
}

TEMPLATE_FILTERS: Mapping[str, Callable[..., Any]] = {
    "local": local_text,
    "money": formats.format_money,
    "shown": rates.shown,
    "day": formats.day_element,
    "day_text": formats.format_day,
    "moment": formats.moment_element,
    "moment_text": formats.format_moment,
    "num": formats.format_number,
    "percent": formats.format_percent,
    "weight": formats.format_weight,
    "country": countries.name,
}
