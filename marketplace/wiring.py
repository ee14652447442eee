"""Who reacts to what, which doors are open, what templates may call. The whole map is these tables."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from click import Command
from flask import Blueprint
from flask_babel import get_locale

from marketplace.core.events import Subscriptions
from marketplace.localisation.languages import LANGUAGES, language, local_text
from marketplace.media import events as media_events
from marketplace.media import handlers as media_handlers
from marketplace.media import views as media_views

SUBSCRIPTIONS: Subscriptions = {
    media_events.PictureReceived: (media_handlers.develop_it,),
}

BLUEPRINTS: Sequence[Blueprint] = (media_views.bp,)

COMMANDS: Sequence[Command] = ()

TEMPLATE_GLOBALS: Mapping[str, Any] = {
    "LANGUAGES": LANGUAGES,
    "get_locale": get_locale,
    "language": language,
}

TEMPLATE_FILTERS: Mapping[str, Callable[..., Any]] = {
    "local": local_text,
}
