"""Who reacts to what, which doors are open, what templates may call. The whole map is these tables."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from click import Command
from flask import Blueprint
from flask_babel import get_locale

from marketplace.core.events import Subscriptions
from marketplace.core.logs import request_id
from marketplace.localisation.languages import LANGUAGES, language, local_text
from marketplace.localisation.links import alternates, canonical, in_language, link

SUBSCRIPTIONS: Subscriptions = {}

BLUEPRINTS: Sequence[Blueprint] = ()

COMMANDS: Sequence[Command] = ()

TEMPLATE_GLOBALS: Mapping[str, Any] = {
    "LANGUAGES": LANGUAGES,
    "alternates": alternates,
    "canonical": canonical,
    "get_locale": get_locale,
    "in_language": in_language,
    "language": language,
    "link": link,
    "request_id": request_id,
}

TEMPLATE_FILTERS: Mapping[str, Callable[..., Any]] = {
    "local": local_text,
}
