"""The screen of a till: made for a tablet, and a plain form beside it. What the tablet sells comes
as JSON, each sale with a name of its own."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.clock import now
from marketplace.core.db import transaction
from marketplace.core.errors import DomainError, Invalid
from marketplace.core.money import Money
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.till import queries
from marketplace.pardis.till.day import today_in_tehran
from marketplace.pardis.till.errors import NoShift
from marketplace.pardis.till.forms import NAME, SlipForm
from marketplace.pardis.till.models import CURRENCY, TOMAN, Tender
from marketplace.pardis.till.services import selling
from marketplace.pardis.till.services.slips import FORM, Paid, Slip, Wanted, price
from marketplace.pardis.till.words import WORDS

bp = Blueprint("counter", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/till")
P = Permission
MOST = 100
LONGEST = timedelta(days=60)


@bp.get("/<code>/screen")
@requires(P.TILL_SELL)
def screen(code: str) -> ResponseReturnValue:
    till, today = queries.till(code), today_in_tehran()
    goods = [good for good in queries.goods(till.location_id, today) if good.price]
    return render_template(
        "till/screen.html",
        till=till,
        shift=queries.open_shift(till.id),
        goods=goods,
        crafts={good.variant.product.craft_id: good.variant.product.craft for good in goods},
        rules=queries.discounts(today, me()),
        **WORDS,
    )


@bp.route("/<code>/sale", methods=["GET", "POST"])
@requires(P.TILL_SELL)
def sale(code: str) -> ResponseReturnValue:
    till = queries.till(code)
    shift = queries.open_shift(till.id)
    form = SlipForm(rules=queries.discounts(today_in_tehran(), me()))
    if shift and form.validate_on_submit():
        try:
            with transaction():
                slip = _in_cash(form.slip(shift.number))
                number = selling.take(queries.locked_till(code), slip, me()).number
            flash(_("Sold."), "ok")
            return redirect(url_for("receipts.show", number=number))
        except DomainError as refused:
            field = getattr(refused, "field", "") or "goods"
            form.refuse(
                {"paid": "card", "reference": "card_reference", "sku": "goods"}.get(field, field),
                refused.message,
            )
            return render_template(
                "till/sale.html", till=till, shift=shift, form=form
            ), refused.status
    page = render_template("till/sale.html", till=till, shift=shift, form=form)
    return page, 422 if form.errors else 200


def _in_cash(slip: Slip) -> Slip:
    """What was not paid otherwise was paid in cash."""
    rest = price(slip, me()).total - Money.total((each.amount for each in slip.paid), CURRENCY)
    if rest.minor <= 0:
        return slip
    return replace(slip, paid=[*slip.paid, Paid(Tender.CASH, rest)])


@bp.post("/<code>/sales")
@requires(P.TILL_SELL)
def take(code: str) -> ResponseReturnValue:
    """What a tablet sold. Each sale is saved by itself, and the answer says what became of it."""
    return jsonify(
        {"answers": [_taken(code, slip) for slip in _read(request.get_json(silent=True))]}
    )


def _taken(code: str, slip: Slip) -> dict[str, Any]:
    told: dict[str, Any] = {"name": slip.key}
    try:
        with transaction():
            found = selling.take(queries.locked_till(code), slip, me())
            failed = [line.failed for line in found.lines if line.failed]
            told |= {"outcome": "conflict" if failed else "kept", "number": found.number}
            told |= {"message": failed[0] if failed else ""}
    except NoShift as nobody:
        told |= {"outcome": "waits", "message": str(nobody.message)}
    except DomainError as refused:
        told |= {"outcome": "refused", "message": str(refused.message)}
    return told


def _read(sent: Any) -> list[Slip]:
    slips = sent.get("sales") if isinstance(sent, dict) else None
    if not isinstance(slips, list) or not 0 < len(slips) <= MOST:
        raise Invalid(_("These are no sales."))
    try:
        return [_slip(one) for one in slips]
    except (AttributeError, KeyError, OSError, OverflowError, TypeError, ValueError):
        raise Invalid(_("These are no sales.")) from None


def _slip(told: Mapping[str, Any]) -> Slip:
    """`at` is in milliseconds since 1970, as scripts count; sums are in toman."""
    sold_at = min(datetime.fromtimestamp(told["at"] / 1000, UTC), now())
    return Slip(
        key=_name(told["name"]),
        device=_name(told["device"]),
        number=_whole(told["number"], 1, 999_999),
        shift=_text(told["shift"], 30),
        sold_at=max(sold_at, now() - LONGEST),
        lines=[_wanted(line) for line in told["lines"]],
        paid=[_paid(part) for part in told["paid"]],
        discount=_text(told["discount"], 20),
        discount_bp=_whole(told["discount_bp"], 0, 9_000),
        live=told["live"] is True,
    )


def _wanted(told: Mapping[str, Any]) -> Wanted:
    listed = _toman(told["listed"])
    return Wanted(_text(told["sku"], 40), _whole(told["quantity"], 1, 999), listed)


def _paid(told: Mapping[str, Any]) -> Paid:
    tender = Tender(told["tender"])
    if tender is Tender.EXCHANGE:
        raise ValueError(tender)
    return Paid(tender, _toman(told["amount"]), _text(told["reference"], 60))


def _toman(told: Any) -> Money:
    return Money(_whole(told, 1, 900_000_000) * TOMAN, CURRENCY)


def _whole(told: Any, least: int, most: int) -> int:
    if type(told) is not int or not least <= told <= most:
        raise ValueError(told)
    return told


def _text(told: Any, most: int) -> str:
    if (
        not isinstance(told, str)
        or len(told) > most
        or re.search(r"[\x00-\x1f\ud800-\udfff]", told)
    ):
        raise ValueError(told)
    return told.strip()


def _name(told: Any) -> str:
    if not NAME.fullmatch(told) or told == FORM:
        raise ValueError(told)
    return str(told)
