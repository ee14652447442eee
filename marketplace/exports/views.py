"""Papers to download: for the cooperative's staff, for the buyer with her signed link or her
account; for everyone else they do not exist."""

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue

from marketplace.accounts import tokens
from marketplace.accounts.access import my_scope, public, requires, visitor
from marketplace.accounts.errors import BadLink
from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.errors import NotFound
from marketplace.exports import queries, services
from marketplace.exports.models import PaperKind
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.media.views import send_private
from marketplace.orders.fulfilment import queries as fulfilment
from marketplace.orders.models import Order
from marketplace.orders.queries import PURPOSE

bp = Blueprint("papers", __name__, url_prefix=f"{LANGUAGE_PREFIX}/papers")


@bp.get("/orders/<number>/<kind>.pdf")
@public
def order_paper(number: str, kind: str) -> ResponseReturnValue:
    with transaction():
        order = _hers(queries.order(number))
        file = services.paper(_kind(kind, services.OF_ORDERS), order).file
    return send_private(file)


@bp.get("/parcels/<number>/<kind>.pdf")
@public
def parcel_paper(number: str, kind: str) -> ResponseReturnValue:
    with transaction():
        parcel = queries.parcel(number)
        order = _hers(parcel.order)
        file = services.paper(_kind(kind, services.kinds_of(parcel)), order, parcel).file
    return send_private(file)


@bp.get("/parcels/<number>/papers.zip")
@requires(Permission.ORDER_READ)
def parcel_folder(number: str) -> ResponseReturnValue:
    """What we made and what staff attached, in one file."""
    with transaction():
        parcel = fulfilment.parcel(number, my_scope(Permission.ORDER_READ))
        folder = services.folder_of(parcel)
    return send_file(
        folder, "application/zip", as_attachment=True, download_name=f"{parcel.number}.zip"
    )


def _kind(name: str, kinds: tuple[PaperKind, ...]) -> PaperKind:
    for kind in kinds:
        if kind.value == name:
            return kind
    raise NotFound


def _hers(order: Order) -> Order:
    """The order, if whoever asks may see its papers."""
    user = visitor()
    if _opens(request.args.get("token", ""), order) or (user and _may(user, order)):
        return order
    raise NotFound


def _opens(token: str, order: Order) -> bool:
    try:
        return bool(token) and tokens.read(PURPOSE, token) == order.number
    except BadLink:
        return False


def _may(user: User, order: Order) -> bool:
    return order.group.user_id == user.id or user.may(Permission.ORDER_READ, order.cooperative_id)
