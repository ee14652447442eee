"""The bag: adding from any page, looking, changing, its count."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import in_her_calendar, public, visitor
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.core.errors import Invalid
from marketplace.core.limits import limiter
from marketplace.core.security import without_token
from marketplace.localisation.formats import format_number
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.orders.basket import cookie, queries, services
from marketplace.orders.basket.content import MOST, content_of, saved_of
from marketplace.orders.basket.forms import GiftForm
from marketplace.orders.basket.splits import split_of
from marketplace.orders.models import Basket, BasketLine

bp = Blueprint("basket", __name__, url_prefix=f"{LANGUAGE_PREFIX}/bag")
bp.before_request(in_her_calendar)


def mine() -> Basket | None:
    """The basket of whoever asks."""
    return queries.basket_of(visitor(), cookie.token_hash())


def mine_locked() -> Basket | None:
    return queries.locked_basket(visitor(), cookie.token_hash())


def mine_held() -> Any:
    """The row of it, as `queries.held_basket` tells."""
    return queries.held_basket(visitor(), cookie.token_hash())


@bp.get("")
@public
def show() -> ResponseReturnValue:
    return _page()


@bp.get("/count")
@public
def count() -> ResponseReturnValue:
    owner = visitor(), cookie.token_hash()
    return _told(queries.pieces_in(*owner), saved=queries.pieces_saved(*owner))


@bp.post("/add")
@public
@without_token
@limiter.limit("240 per hour")
def add() -> ResponseReturnValue:
    """From pages that are the same for everyone and so carry no token: the check of where a
    request comes from guards it."""
    variant_id, quantity = _number("variant", 0), _number("quantity", 1)
    if not 1 <= quantity <= MOST:
        raise Invalid(_("Type a number of pieces, like 1."), field="quantity")
    owner, token = _owner()
    with transaction():
        basket_id = services.opened(visitor(), owner)
        kept = services.add(basket_id, variant_id, quantity)
    words = _("Added to your bag: it holds %(count)s of it.", count=format_number(kept.of_it))
    return _known_by(
        token, _told(kept.pieces, message=words) if _wants_json() else _to_the_bag(words)
    )


@bp.post("/save")
@public
@without_token
@limiter.limit("240 per hour")
def save() -> ResponseReturnValue:
    """The heart of a card: pressed once the piece waits beside the bag, pressed again no longer."""
    owner, token = _owner()
    with transaction():
        basket = services.open_basket(visitor(), owner)
        saved = services.save_piece(basket, _number("piece", 0))
    if _wants_json():
        now_saved = queries.pieces_saved(visitor(), owner)
        return _known_by(token, _told(queries.pieces_in(visitor(), owner), saved=now_saved))
    if saved:
        flash(_("It waits beside your bag."), "ok")
    return _known_by(token, redirect(url_for("basket.show", _anchor="saved-h"), 303))


def _owner() -> tuple[str | None, str | None]:
    """By what a visitor's basket is known, and the token of a new one where she has none yet."""
    known = cookie.token_hash()
    token = None if visitor() or known else cookie.new_token()
    return known or (cookie.hash_of(token) if token else None), token


def _known_by(token: str | None, answer: Any) -> Response:
    response = make_response(answer)
    if token:
        cookie.give(response, token)
    return response


@bp.post("/update")
@public
def update() -> ResponseReturnValue:
    """One line more, fewer, so many, or none; or all prices taken note of."""
    action, line_id = request.form.get("action", "set"), _number("line", 0)
    try:
        with transaction():
            basket = mine_locked()
            if action == "seen":
                if basket:
                    services.accept_prices(basket)
            else:
                line = queries.line_of(basket, line_id)
                _change(line, action)
    except Invalid as refusal:
        typed = request.form.get("quantity", "")[:20]
        return _page({line_id: (typed, str(refusal))}, status=422)
    return _changed()


@bp.post("/gift")
@public
def gift() -> ResponseReturnValue:
    """Whether it is a gift, and what the card says."""
    form = GiftForm()
    if not form.validate():
        return _page(gift=form, status=422)
    with transaction():
        if basket := mine_locked():
            services.keep_gift(basket, form.note())
    return _changed()


def _changed() -> ResponseReturnValue:
    return _page() if _wants_fragment() else redirect(url_for("basket.show"), 303)


def _change(line: BasketLine, action: str) -> None:
    basket = line.basket
    if action == "remove":
        services.remove(basket, line)
    elif action == "later":
        services.save_for_later(basket, line)
    elif action == "to-bag":
        services.take_up(basket, line)
    elif action in {"more", "fewer"}:
        services.set_quantity(basket, line, line.quantity + (1 if action == "more" else -1))
    elif action == "what-is-left":
        services.set_quantity(basket, line, services.limit_of(line.variant))
    else:
        typed = _number("quantity", -1)
        if not 0 <= typed <= MOST:
            raise Invalid(_("Type a number from 0 to %(most)s.", most=MOST), field="quantity")
        services.set_quantity(basket, line, typed)


def _page(
    errors: dict[int, tuple[str, str]] | None = None,
    gift: GiftForm | None = None,
    status: int = 200,
) -> Response:
    template = "basket/_content.html" if _wants_fragment() else "basket/show.html"
    page = render_template(template, **shown(mine(), errors=errors or {}, gift=gift))
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def shown(basket: Basket | None, *, gift: GiftForm | None = None, **more: Any) -> dict[str, Any]:
    """What the page of a bag needs."""
    content = content_of(basket)
    return {
        "content": content,
        "saved": saved_of(basket),
        "shares": split_of(content),
        "gift": gift or GiftForm.of(basket.gift_note if basket else None),
        "errors": {},
        "refusal": "",
        **more,
    }


def _told(pieces: int, **more: Any) -> Response:
    response = jsonify(count=pieces, shown=format_number(pieces), **more)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _to_the_bag(message: str) -> Response:
    """Which shows what was put in."""
    flash(message, "ok")
    return make_response(redirect(url_for("basket.show"), 303))


def _number(name: str, default: int) -> int:
    """A whole number in any digits, or -1 for what is none."""
    typed = to_latin(request.form.get(name, "")).strip()
    if not typed:
        return default
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _wants_fragment() -> bool:
    return request.headers.get("X-Fragment") == "bag"
