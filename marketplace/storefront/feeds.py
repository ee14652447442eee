"""What machines read: the sitemap, so that every piece can be found, and a feed of the new ones."""

from collections.abc import Iterable
from typing import Any

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import public
from marketplace.config import settings
from marketplace.core.errors import NotFound
from marketplace.localisation.languages import LANGUAGE_PREFIX, LANGUAGES
from marketplace.search import queries as search
from marketplace.storefront import queries
from marketplace.storefront.blueprint import bp

IN_A_FEED = 30
LISTS = ("storefront.home", "storefront.browse", "storefront.crafts", "storefront.makers")
PAGES = ("about", "how-it-works", "shipping", "privacy", "terms")

Entry = dict[str, str]
"""One page: language to its full address there."""


@bp.get("/sitemap.xml")
@public
def sitemap() -> ResponseReturnValue:
    """The index of all sitemaps. Pieces lie in parts by their number, so none grows too long."""
    base = settings().base_url
    names = ["pages", *(f"pieces-{part}" for part in queries.sitemap_parts())]
    addresses = [base + url_for("storefront.sitemap_part", name=name) for name in names]
    return _xml(render_template("storefront/sitemap_index.xml", addresses=addresses))


@bp.get("/sitemap-<name>.xml")
@public
def sitemap_part(name: str) -> ResponseReturnValue:
    if name == "pages":
        return _entries(_fixed_pages())
    kind, _, number = name.partition("-")
    if kind != "pieces" or not number.isascii() or not number.isdecimal() or len(number) > 6:
        raise NotFound()
    slugs = queries.slugs_of_part(int(number))
    if not slugs:
        raise NotFound()
    return _entries(_entry("storefront.product", slug=slug) for slug in slugs)


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    address = settings().base_url + url_for("storefront.sitemap")
    text = f"User-agent: *\nDisallow: /*?\nAllow: /\n\nSitemap: {address}\n"
    return Response(text, mimetype="text/plain")


@bp.get(f"{LANGUAGE_PREFIX}/new.atom")
@public
def new_pieces() -> ResponseReturnValue:
    found = queries.newest_for_feed(IN_A_FEED)
    page = render_template("storefront/feed.xml", pieces=found, base=settings().base_url)
    return Response(page, mimetype="application/atom+xml")


def _fixed_pages() -> Iterable[Entry]:
    yield from (_entry(name) for name in LISTS)
    yield from (_entry("storefront.page", name=name) for name in PAGES)
    choices = search.choices()
    yield from (_entry("storefront.craft", craft_id=craft.id) for craft in choices.crafts)
    yield from (_entry("storefront.maker", slug=slug) for slug in queries.maker_slugs())
    for seller in choices.cooperatives:
        yield _entry("storefront.cooperative", slug=seller.id)


def _entry(endpoint: str, **values: Any) -> Entry:
    """Empty where this installation has no such page."""
    found = {lang: url_for(endpoint, lang=lang, **values) for lang in LANGUAGES}
    return {lang: settings().base_url + path for lang, path in found.items() if path}


def _entries(entries: Iterable[Entry]) -> Response:
    shown = [entry for entry in entries if entry]
    return _xml(render_template("storefront/sitemap.xml", entries=shown))


def _xml(page: str) -> Response:
    return Response(page, mimetype="application/xml")
