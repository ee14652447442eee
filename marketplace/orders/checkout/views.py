"""The steps of the checkout, each its own page; what was said lies on the server."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import in_her_calendar, public, visitor
from marketplace.compliance.policies import PolicyAnswer, policy_for, reviews_of
from marketplace.config import settings
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, NotFound
from marketplace.core.limits import limiter
from marketplace.localisation import countries
from marketplace.localisation.languages import LANGUAGE_PREFIX, language
from marketplace.localisation.rates import display_currency
from marketplace.orders import placing, queries
from marketplace.orders.basket.content import Content, content_of
from marketplace.orders.basket.splits import split_of
from marketplace.orders.basket.views import mine, mine_held, mine_locked, shown
from marketplace.orders.checkout.draft import Draft
from marketplace.orders.checkout.forms import (
    AddressForm,
    PlaceForm,
    address_form,
    delivery_form,
    field_of,
)
from marketplace.orders.checkout.quote import Quote, quote_of
from marketplace.orders.errors import NotSoPaid, NotToBeHad, NotYet, TotalChanged
from marketplace.orders.models import Basket
from marketplace.payments.gateways import Offer, Redirect, gateway, gateways, offer_for

bp = Blueprint("checkout", __name__, url_prefix=f"{LANGUAGE_PREFIX}/checkout")
bp.before_request(in_her_calendar)


@bp.get("")
@public
def start() -> ResponseReturnValue:
    return redirect(url_for("checkout.address"))


@bp.route("/address", methods=["GET", "POST"])
@public
def address() -> ResponseReturnValue:
    """Who and where: the country first, since it decides what is asked and whether we may send."""
    basket, content = _bag()
    if basket is None or not content.good:
        return redirect(url_for("basket.show"))
    draft = Draft.of(basket)
    country = request.values.get("country", draft.country)
    if not countries.exists(country) or "change" in request.args:
        return _country_page(content, draft, 422 if request.args.get("country") else 200)
    policy = policy_for(country)
    if policy.blocked:
        return _country_page(content, draft, 200, blocked=country)
    form = address_form(country, draft, ask_email=visitor() is None)
    if form.is_submitted():
        if form.validate() and _keep_address(form):
            return redirect(url_for("checkout.delivery"), 303)
        return _address_page(form, content, policy, 422)
    return _address_page(form, content, policy)


@bp.route("/delivery", methods=["GET", "POST"])
@public
def delivery() -> ResponseReturnValue:
    """How each cooperative's part travels, with price and days."""
    basket, content = _bag()
    if basket is None or not content.good:
        return redirect(url_for("basket.show"))
    draft = Draft.of(basket)
    if not draft.addressed:
        return redirect(url_for("checkout.address"))
    quote = quote_of(content, draft)
    form = delivery_form(quote, draft)
    possible = all(sending.options for sending in quote.sendings)
    if form.is_submitted() and possible and form.validate():
        _keep_deliveries({s.cooperative.id: form[field_of(s)].data for s in quote.sendings})
        return redirect(url_for("checkout.review"), 303)
    page = render_template(
        "checkout/delivery.html", form=form, quote=quote, draft=draft, possible=possible
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/review")
@public
def review() -> ResponseReturnValue:
    """All of it once more, before anything is ordered."""
    basket, content = _bag()
    if basket is None or not content.good:
        return redirect(url_for("basket.show"))
    draft = Draft.of(basket)
    quote = quote_of(content, draft)
    if not draft.addressed:
        return redirect(url_for("checkout.address"))
    if not quote.complete:
        return redirect(url_for("checkout.delivery"))
    return _review_page(basket, content, quote)


@bp.route("/place", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def place() -> ResponseReturnValue:
    """The order. However often it is sent, it is placed once."""
    if request.method == "GET":
        return redirect(url_for("checkout.review"))
    form = PlaceForm(Offer(gateways(), {}))
    if not form.validate():
        return _again(_explained(), "", 422)
    try:
        _place(form)
    except TotalChanged as refusal:
        return _again(PlaceForm(_offer(), gateway=form.gateway.data), str(refusal), 409)
    except NotSoPaid as refusal:
        return _again(_explained(), str(refusal), 422)
    except (NotToBeHad, NotYet) as refusal:
        return _back_to_bag(refusal)
    return redirect(_after(str(form.checkout_key.data), str(form.gateway.data)), 303)


def _place(form: PlaceForm) -> None:
    """Whoever presses twice waits here for the lock of her bag, and finds what was ordered."""
    with transaction():
        basket = mine_held()
        wish = placing.Wish(
            checkout_key=str(form.checkout_key.data),
            total=form.shown_total(settings().order_currency),
            gateway=str(form.gateway.data),
            locale=language(),
            display_currency=display_currency(),
        )
        placing.place(basket, wish, visitor())


def _after(checkout_key: str, way: str) -> str:
    """To where she pays, if that is one place; else to the page that lists what to pay."""
    group = queries.group_of_key(checkout_key) if gateway(way).elsewhere else None
    if group and len(group.orders) == 1 and (payment := group.orders[0].payment):
        begun = gateway(way).begin(payment, queries.order_url(group.orders[0], language()))
        if isinstance(begun, Redirect) and payment.gateway == way:
            return begun.url
    return queries.group_url(checkout_key, language())


def _explained() -> PlaceForm:
    """What was sent, held against the ways to pay that there are for this bag."""
    form = PlaceForm(_offer())
    form.validate()
    return form


def _offer() -> Offer:
    """The ways to pay for what lies in the bag. When another tab has just ordered it, all ways: the
    order of then is found by its key."""
    basket, content = _bag()
    if basket is None or not content.rows:
        return Offer(gateways(), {})
    return offer_for(Draft.of(basket).country, content.flags)


def _bag() -> tuple[Basket | None, Content]:
    basket = mine()
    return basket, content_of(basket)


def _keep_address(form: AddressForm) -> bool:
    found = form.address()
    if found is None:
        return False
    contact = form.contact()
    if person := visitor():
        contact["email"] = person.email
    with transaction():
        if (basket := mine_locked()) is None:
            raise NotFound
        Draft.of(basket).addressed_to(found, **contact).keep(basket)
    return True


def _keep_deliveries(chosen: dict[int, str]) -> None:
    with transaction():
        if (basket := mine_locked()) is None:
            raise NotFound
        replace(Draft.of(basket), deliveries=chosen).keep(basket)


def _country_page(
    content: Content, draft: Draft, status: int, blocked: str = ""
) -> ResponseReturnValue:
    policy = policy_for(blocked) if blocked else None
    page = render_template(
        "checkout/country.html",
        content=content,
        chosen=blocked or draft.country,
        blocked=blocked,
        policy=policy,
        choices=countries.choices(),
        unknown=status != 200,
    )
    return page, status


def _address_page(
    form: AddressForm, content: Content, policy: object, status: int = 200
) -> ResponseReturnValue:
    page = render_template("checkout/address.html", form=form, content=content, policy=policy)
    return page, status


def _review_page(
    basket: Basket,
    content: Content,
    quote: Quote,
    form: PlaceForm | None = None,
    notice: str = "",
) -> str:
    offer = offer_for(Draft.of(basket).country, content.flags)
    form = form or PlaceForm(offer, gateway=next(iter(offer.ways)))
    form.checkout_key.data, form.total.data = basket.checkout_key, str(quote.total.minor)
    return render_template(
        "checkout/review.html",
        form=form,
        quote=quote,
        draft=Draft.of(basket),
        gift_note=basket.gift_note,
        shares=split_of(content),
        notice_text=notice,
        reviews=_reviews(content, Draft.of(basket)),
    )


def _reviews(content: Content, draft: Draft) -> list[PolicyAnswer]:
    """Why two people look at it before it can be paid."""
    flags = [flag for row in content.rows for flag in row.piece.flags]
    return reviews_of(draft.country, flags)


def _again(form: PlaceForm, notice: str, status: int) -> ResponseReturnValue:
    """The review with the figures of now; nothing was ordered."""
    basket, content = _bag()
    if basket is None or not content.good:
        return redirect(url_for("basket.show"))
    quote = quote_of(content, Draft.of(basket))
    if not quote.complete:
        return redirect(url_for("checkout.delivery"))
    return _review_page(basket, content, quote, form, notice), status


def _back_to_bag(refusal: Conflict) -> ResponseReturnValue:
    """Nothing was ordered; the bag shows what can still be had."""
    why = _("Nothing was ordered. %(why)s", why=refusal)
    return render_template("basket/show.html", **shown(mine(), refusal=why)), refusal.status
