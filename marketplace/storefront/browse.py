"""Looking around: all pieces, and the crafts they belong to."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import public
from marketplace.catalogue import queries as catalogue
from marketplace.core.db import Texts
from marketplace.core.errors import NotFound
from marketplace.localisation import rates
from marketplace.localisation.languages import LANGUAGE_PREFIX, local_text
from marketplace.search import queries as search
from marketplace.search.queries import Filters
from marketplace.storefront import front, queries
from marketplace.storefront.asking import NAME, Asked, read
from marketplace.storefront.blueprint import bp
from marketplace.storefront.cards import cards
from marketplace.storefront.lists import Shelf, boxes, counties, family_name, shelf

CARDS = 8


@bp.get(f"{LANGUAGE_PREFIX}/pieces")
@public
def browse() -> ResponseReturnValue:
    currency = rates.display_currency()
    found = shelf(read(request.args, currency), currency)
    counted = not found.asked.narrowed
    return render_template(
        "storefront/browse.html",
        shelf=found,
        hung=cards(found.page.rows),
        heading=_heading(found),
        intro=local_text(_intro(found.asked)),
        currency=currency,
        crafts=boxes(found.crafts, found.asked.crafts, counted=counted),
        counties=counties(boxes(found.places, found.asked.places, counted=counted)),
    )


def _heading(found: Shelf) -> str:
    asked = found.asked
    if asked.text:
        return str(_("Pieces for “%(text)s”", text=asked.text))
    if len(asked.crafts) == 1 and not asked.family:
        return next(str(local_text(one.names)) for one in found.crafts if one.id == asked.crafts[0])
    if asked.family and not asked.crafts:
        return family_name(asked.family)
    return found.chips[0].label if len(found.chips) == 1 else str(_("All pieces"))


def _intro(asked: Asked) -> Texts:
    """What a list of one craft's pieces begins with."""
    return queries.introduction(asked.crafts[0]) if len(asked.crafts) == 1 else {}


@bp.get(f"{LANGUAGE_PREFIX}/crafts")
@public
def crafts() -> ResponseReturnValue:
    pieces = {choice.id: choice for choice in search.choices().crafts}
    offered = catalogue.crafts_offered()
    families = list(dict.fromkeys(craft.family for craft in offered))
    return render_template(
        "storefront/crafts.html",
        crafts=offered,
        families=sorted(families, key=lambda f: -sum(c.family == f for c in offered)),
        pieces=pieces,
        pictures=front.newest_pictures(pieces),
        family_name=family_name,
    )


@bp.get(f"{LANGUAGE_PREFIX}/crafts/<craft_id>")
@public
def craft(craft_id: str) -> ResponseReturnValue:
    if not NAME.fullmatch(craft_id):
        raise NotFound()
    found = catalogue.craft(craft_id)
    return render_template(
        "storefront/craft.html",
        craft=found,
        family=family_name(found.family),
        places=queries.places_of(found.place_ids),
        page=search.find(filters=Filters(crafts=(found.id,)), size=CARDS),
        all_url=Asked(crafts=(found.id,)).address(),
    )
