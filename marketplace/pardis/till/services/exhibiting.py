"""An exhibition from its load list to the last piece that came home: what was taken is what was sold,
what came back, and what is missing, each with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE, Permission
from marketplace.core.db import Texts, db
from marketplace.core.errors import Conflict, Forbidden, Invalid
from marketplace.inventory import queries as stock
from marketplace.inventory import services as shelves
from marketplace.inventory.models import Location
from marketplace.inventory.services import Came, LoanTerms
from marketplace.inventory.services.movements import Cause
from marketplace.pardis.till import queries
from marketplace.pardis.till.models import Exhibition, Till
from marketplace.pardis.till.queries import Taken
from marketplace.pardis.till.services import shifts


@dataclass(frozen=True)
class Plan:
    """What it is called, and on which terms the pieces go there."""

    names: Texts
    terms: LoanTerms


def take_along(home: Location, wants: Mapping[int, int], plan: Plan, cause: Cause) -> Exhibition:
    """Pieces by the id of their stock item leave for an exhibition with a till of its own. The same
    key takes them along once."""
    by = cause.by
    if by is None:
        raise ValueError(cause.key)
    loan = shelves.lend(CENTRE, wants, plan.terms, cause)
    if known := queries.exhibition_of(loan.id):
        return known
    place = stock.location_in(queries.HERE, loan.to_id)
    place.names = plan.names
    till = shifts.add_till(place.code, plan.names, place, by)
    made = Exhibition(names=plan.names, till=till, transfer=loan, home=home)
    db.session.add(made)
    db.session.flush()
    after = {"code": till.code, "pieces": sum(wants.values())}
    audit.record(by, "exhibition.left", made, after=after, scope_id=CENTRE)
    return made


def come_back(till: Till, came: Mapping[int, Came], by: User) -> Exhibition:
    """Say of every line what of it came back, how many of these damaged, and why some are missing.
    The till is locked by the caller, so that nothing is sold meanwhile."""
    found = queries.exhibition(till.code)
    stock.locked_transfer(queries.HERE, found.transfer_id)
    if found.over:
        raise Conflict(_("Somebody has brought this exhibition back already."))
    taken = queries.load_of(found)
    for one in taken:
        _refuse_missing(one, came.get(one.line.id, Came(0)), by)
    shelves.receive_transfer(found.transfer, came, by)
    told = {
        "taken": sum(one.line.quantity for one in taken),
        "sold": sum(one.sold for one in taken),
        "came": sum(one.line.came or 0 for one in taken),
    }
    audit.record(by, "exhibition.back", found, after=told, scope_id=CENTRE)
    return found


def before_it_ends(transfer_id: int, by: User) -> None:
    """However a loan is received: of an exhibition nothing is sold any more, all that lies there was
    taken along, and what came back from buyers lies with the rest of its line."""
    found = queries.exhibition_of(transfer_id)
    if found is None:
        return
    if queries.open_shift(queries.locked_till(found.till.code).id):
        raise Conflict(
            _("A shift is open at this exhibition. Count the drawer and close it first.")
        )
    taken = queries.load_of(queries.exhibition(found.till.code))
    _refuse_strangers(found, taken)
    for one in taken:
        _put_together(found, one, by)


def _refuse_strangers(found: Exhibition, taken: list[Taken]) -> None:
    """Whatever else was carried there goes back as it came."""
    load = {(one.line.stock_item.variant_id, str(one.line.stock_item.owner)) for one in taken}
    too_many = any(one.there > one.line.quantity for one in taken)
    if too_many or not queries.lying_at(found).keys() <= load:
        raise Conflict(
            _("Pieces lie there that were not on the load list. Move them back in the stock first.")
        )


def _refuse_missing(one: Taken, came: Came, by: User) -> None:
    missing = one.due - came.pieces
    if came.pieces > one.there:
        words = _("%(sku)s: no more than %(count)s can have come back.", **_of(one, one.there))
        raise Invalid(words)
    if not missing:
        return
    if not came.reason:
        words = _("%(sku)s: say why %(count)s are missing.", **_of(one, missing))
        raise Invalid(words)
    if not by.may(Permission.TILL_MANAGE):
        raise Forbidden(_("Pieces are missing. Only the manager can bring this exhibition back."))


def _of(one: Taken, count: int) -> dict[str, object]:
    return {"sku": one.variant.sku, "count": count}


def _put_together(found: Exhibition, one: Taken, by: User) -> None:
    """What came back from buyers lies apart; it comes home with the rest of its line."""
    away = shelves.lying_away(found.transfer, one.line)
    for item in queries.items_there(found):
        same = (item.variant_id, item.owner) == (away.variant_id, away.owner)
        if same and item.id != away.id:
            cause = Cause(f"exhibition:{found.id}:{item.id}:together", by)
            shelves.move(item, away, item.on_hand, cause)
