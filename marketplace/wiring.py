"""Who reacts to what, which doors are open, what templates may call. The whole map is these tables."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from click import Command
from flask import Blueprint
from flask_babel import get_locale

from marketplace.catalogue.events import PiecesDeclared
from marketplace.core.events import Subscriptions
from marketplace.inventory import handlers as inventory_handlers
from marketplace.localisation.languages import LANGUAGES, language, local_text

SUBSCRIPTIONS: Subscriptions = {
    PiecesDeclared: (inventory_handlers.book_in,),
}

BLUEPRINTS: Sequence[Blueprint] = ()

COMMANDS: Sequence[Command] = ()

TEMPLATE_GLOBALS: Mapping[str, Any] = {
    "LANGUAGES": LANGUAGES,
    "get_locale": get_locale,
    "language": language,
}

TEMPLATE_FILTERS: Mapping[str, Callable[..., Any]] = {
    "local": local_text,
}
