"""The people: makers and the cooperatives they belong to."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import public
from marketplace.core.errors import NotFound
from marketplace.localisation.formats import format_year
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.credentials.queries import shown_of, shown_of_makers
from marketplace.search import queries as search
from marketplace.search.queries import Filters
from marketplace.storefront import queries
from marketplace.storefront.asking import NAME, Asked
from marketplace.storefront.blueprint import bp
from marketplace.storefront.queries import MAKERS_ON_A_PAGE

CARDS = 8


@bp.get(f"{LANGUAGE_PREFIX}/makers")
@public
def makers() -> ResponseReturnValue:
    after = request.args.get("after", "")
    found = queries.makers(after if NAME.fullmatch(after) else "")
    shown = found[:MAKERS_ON_A_PAGE]
    return render_template(
        "storefront/makers.html",
        makers=shown,
        first=not after,
        next=shown[-1].slug if len(found) > len(shown) else None,
    )


@bp.get(f"{LANGUAGE_PREFIX}/makers/<slug>")
@public
def maker(slug: str) -> ResponseReturnValue:
    _must_be_a_name(slug)
    found = queries.maker(slug)
    return render_template(
        "storefront/maker.html",
        maker=found,
        since=format_year(found.works_since),
        cooperative=queries.cooperative_of(found.id),
        page=search.find(filters=Filters(artisan_id=found.id), size=CARDS),
        certificates=shown_of(found.user_id) if found.user_id else [],
        all_url=Asked(maker=slug).address(),
    )


@bp.get(f"{LANGUAGE_PREFIX}/cooperatives/<slug>")
@public
def cooperative(slug: str) -> ResponseReturnValue:
    _must_be_a_name(slug)
    found = queries.cooperative(slug)
    members = queries.makers(cooperative_id=found.id)[:MAKERS_ON_A_PAGE]
    return render_template(
        "storefront/cooperative.html",
        cooperative=found,
        makers=members,
        certificates=shown_of_makers([maker.slug for maker in members]),
        page=search.find(filters=Filters(cooperative_id=found.id), size=CARDS),
        all_url=Asked(cooperative=slug).address(),
    )


def _must_be_a_name(slug: str) -> None:
    if not NAME.fullmatch(slug):
        raise NotFound()
