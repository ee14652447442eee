"""The page of one piece, and what stands there when it is no longer for sale."""

import re
from http import HTTPStatus

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import public
from marketplace.catalogue.models import ProductState
from marketplace.cooperatives.queries import divisions_on
from marketplace.core.clock import today
from marketplace.core.errors import NotFound
from marketplace.localisation import countries, rates
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.search import queries as search
from marketplace.search.queries import Filters, PieceRow
from marketplace.storefront import offers, queries
from marketplace.storefront.asking import Asked
from marketplace.storefront.blueprint import bp
from marketplace.storefront.cards import cards
from marketplace.storefront.estimates import country_in, estimate
from marketplace.storefront.sheets import sheet

SLUG = re.compile(r"[\w-]{1,100}")
RELATED = 4


@bp.get(f"{LANGUAGE_PREFIX}/pieces/<slug>")
@public
def product(slug: str) -> ResponseReturnValue:
    if not SLUG.fullmatch(slug):
        raise NotFound(_("There is no piece at this address."))
    try:
        piece = sheet(slug)
    except NotFound:
        return _gone(slug)
    chosen = offers.chosen_of(piece.offers, request.args.get("variant", ""))
    if chosen is None:
        return _gone(slug)
    divisions, typed = divisions_on(today()), request.args.get("to", "")
    country = country_in(typed)
    return render_template(
        "storefront/product.html",
        piece=piece,
        chosen=chosen,
        sides=offers.size_of(piece),
        prices=tuple(rates.shown(offer.price) for offer in piece.offers),
        shares=offers.shares(piece, chosen.price, divisions),
        converted=offers.converted(chosen.price),
        country=country,
        not_a_country=bool(typed) and country is None,
        country_options=countries.options,
        estimate=estimate(piece, chosen, country) if country else None,
        structured=offers.structured,
        hung=cards(_related(piece.id, piece.craft_id)),
        more_url=Asked(crafts=(piece.craft_id or "",)).address(),
    )


def _gone(slug: str) -> ResponseReturnValue:
    """Archived for good is 410; paused, or its cooperative suspended, may come back and is 404."""
    piece = queries.once_shown(slug)
    if piece is None:
        raise NotFound(_("There is no piece at this address."))
    for_good = piece.state is ProductState.ARCHIVED
    page = render_template(
        "storefront/gone.html",
        piece=piece,
        for_good=for_good,
        related=_related(piece.id, piece.craft_id),
        more_url=Asked(crafts=(piece.craft_id or "",)).address(),
    )
    return page, HTTPStatus.GONE if for_good else HTTPStatus.NOT_FOUND


def _related(piece_id: int, craft_id: str | None) -> tuple[PieceRow, ...]:
    """More of its craft; of anything where its craft has no more."""
    alike = Filters(crafts=(craft_id,)) if craft_id else Filters()
    found = search.newest(RELATED, alike, but=piece_id)
    return found or search.newest(RELATED, but=piece_id)
