"""Taking a piece off the shelf and putting it back."""

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.catalogue import queries
from marketplace.catalogue.events import ProductChanged
from marketplace.catalogue.models import Product, ProductState, RevisionState
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.events import announce


def pause(product: Product, *, by: User) -> None:
    """Not for sale for a while; its page is gone, its content stays."""
    _become(product, ProductState.PAUSED, by)


def resume(product: Product, *, by: User) -> None:
    if product.state is ProductState.ARCHIVED:
        _become(product, ProductState.PAUSED, by)
    _become(product, ProductState.PUBLISHED, by)


def archive(product: Product, *, by: User) -> None:
    """Gone from all lists. A proposal that is still open is given up."""
    if revision := queries.open_revision_of(product):
        if revision.state is RevisionState.IN_REVIEW:
            raise Conflict(_("It is being reviewed. Take it back first."))
        revision.state = RevisionState.WITHDRAWN
    _become(product, ProductState.ARCHIVED, by)


def unlist(cooperative_id: int) -> None:
    """A suspended cooperative sells nothing new; what it owes stays owed."""
    _list(cooperative_id, False)


def list_again(cooperative_id: int) -> None:
    _list(cooperative_id, True)


def _list(cooperative_id: int, listed: bool) -> None:
    for product in queries.products_of_cooperative(cooperative_id):
        product.listed = listed
        db.session.flush()
        announce(ProductChanged(product.id))


def _become(product: Product, state: ProductState, by: User) -> None:
    before = product.state
    if not product.content_version and state is not ProductState.ARCHIVED:
        raise Conflict(_("It has never been in the shop."))
    product.state = state
    audit.record(
        by,
        f"product.{state}",
        product,
        before={"state": before},
        after={"state": state},
        scope_id=product.cooperative_id,
    )
    announce(ProductChanged(product.id))
