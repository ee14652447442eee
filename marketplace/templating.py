"""What every template can say: functions, and filters of values."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import get_locale

from marketplace.accounts import tokens
from marketplace.accounts.words import role_name
from marketplace.admin.navigation import sidebar
from marketplace.core.digits import ending
from marketplace.core.logs import request_id
from marketplace.localisation import addresses, countries, formats, frame, rates
from marketplace.localisation.languages import LANGUAGES, language, local_text
from marketplace.localisation.links import address, alternates, canonical, in_language, same_page
from marketplace.localisation.templates import body, part
from marketplace.media.layout import laid_out, public_url, small
from marketplace.payments import references
from marketplace.storefront.cards import cards

GLOBALS: Mapping[str, Any] = {
    "CURRENCIES": rates.SHOWN_CURRENCIES,
    "LANGUAGES": LANGUAGES,
    "alternates": alternates,
    "canonical": canonical,
    "currency_name": formats.currency_name,
    "display_currency": rates.display_currency,
    "footer": frame.footer,
    "get_locale": get_locale,
    "in_language": in_language,
    "language": language,
    "masthead": frame.masthead,
    "body": body,
    "part": part,
    "picture_url": public_url,
    "request_id": request_id,
    "role_name": role_name,
    "same_page": same_page,
    "sidebar": sidebar,
    "signed": tokens.sign,
    "url_for": address,
}

FILTERS: Mapping[str, Callable[..., Any]] = {
    "digits": formats.own_digits,
    "cards": cards,
    "laid_out": laid_out,
    "address_lines": addresses.lines_of,
    "ending": ending,
    "grouped": references.grouped,
    "in_toman": rates.in_toman,
    "local": local_text,
    "money": formats.format_money,
    "shown": rates.shown,
    "small": small,
    "day": formats.day_element,
    "day_text": formats.format_day,
    "told_moment": formats.format_told_moment,
    "moment": formats.moment_element,
    "moment_text": formats.format_moment,
    "num": formats.format_number,
    "percent": formats.format_percent,
    "year": formats.format_year,
    "weight": formats.format_weight,
    "country": countries.name,
}
