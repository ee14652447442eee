"""What stands round every page of the shop: its head and its foot.

Both are made once for a language and a currency. The address of the very page, which they name too,
is put in afterwards.
"""

from flask import request
from jinja2 import pass_environment
from markupsafe import Markup, escape

from marketplace.localisation.languages import LANGUAGES, language
from marketplace.localisation.links import in_language
from marketplace.localisation.rates import display_currency
from marketplace.localisation.templates import Spoken, part

PLACE = "\ue000"
"""Stands where the address comes; a character that no text of ours has."""


@pass_environment
def masthead(environment: Spoken, *, short: bool = False) -> Markup:
    """`short` is without the main links."""
    here = request.path if request.endpoint in MAIN else ""
    other = LANGUAGES[1 - LANGUAGES.index(language())]
    values = {"short": short, "here": here, "currency": display_currency()}
    made = part(environment, "components/masthead.html", place=PLACE, other=other, **values)
    return made.replace(PLACE, escape(in_language(other)))


@pass_environment
def footer(environment: Spoken, *, flush: bool = False) -> Markup:
    """`flush` is without room above."""
    values = {"flush": flush, "currency": display_currency()}
    made = part(environment, "components/footer.html", place=PLACE, **values)
    return made.replace(PLACE, escape(request.full_path.rstrip("?")))


MAIN = {f"storefront.{name}" for name in ("browse", "crafts", "makers", "page")}
"""Where the main links of the head lead."""
