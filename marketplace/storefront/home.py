"""The front page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import public
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.search import queries as search
from marketplace.storefront import front, queries
from marketplace.storefront.blueprint import bp

NEW_PIECES, CRAFTS, MAKERS = 5, 8, 4


@bp.get(f"{LANGUAGE_PREFIX}/")
@public
def home() -> ResponseReturnValue:
    page, choices = search.find(size=NEW_PIECES), search.choices()
    return render_template(
        "storefront/home.html",
        pieces=page.rows,
        total=page.total,
        more=page.more_than_counted,
        swatches=front.swatches(choices.crafts, CRAFTS),
        makers=queries.makers()[:MAKERS],
        story=front.story_of(page.rows),
        cooperatives=choices.cooperatives,
    )
