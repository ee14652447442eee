"""The studio: her pieces, and six short screens for each."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me
from marketplace.catalogue import queries, services
from marketplace.catalogue.content import Content
from marketplace.catalogue.errors import Incomplete
from marketplace.catalogue.models import Product, ProductState, Revision
from marketplace.catalogue.queries import PieceInHand
from marketplace.catalogue.reasons import texts_of
from marketplace.catalogue.services.writing import OPEN
from marketplace.catalogue.views.bench import MEMBERS, STUDIO, Bench, open_door
from marketplace.catalogue.views.steps import new, photos, show_step, step
from marketplace.core.db import transaction
from marketplace.core.errors import NotFound
from marketplace.localisation.languages import LANGUAGE_PREFIX

VERBS = {
    "pause": services.pause,
    "resume": services.resume,
    "archive": services.archive,
}


SHELVES: dict[str, Callable[[PieceInHand], bool]] = {
    "all": bool,
    "shop": lambda piece: piece.product.state is ProductState.PUBLISHED,
    "way": lambda piece: piece.revision is not None and piece.revision.state in queries.OPEN_STATES,
}


def home(bench: Bench) -> ResponseReturnValue:
    """All her pieces, or those in the shop, or those on their way there."""
    pieces = queries.pieces_in_hand(bench.whose())
    shelf = request.args.get("show", "all")
    if shelf not in SHELVES:
        raise NotFound()
    names = {"all": _("All"), "shop": _("In the shop"), "way": _("On the way")}
    return render_template(
        "studio/home.html",
        bench=bench,
        pieces=[piece for piece in pieces if SHELVES[shelf](piece)],
        asked=[piece for piece in pieces if piece.asked],
        shelf=shelf,
        shelves=[(key, names[key], sum(map(SHELVES[key], pieces))) for key in SHELVES],
    )


def product(bench: Bench, product_id: int) -> ResponseReturnValue:
    """One piece: where it stands, what the cooperative answered, what can be done with it."""
    product = bench.product(product_id)
    revision = queries.latest_revision_of(product)
    content = queries.content_in_hand(product, revision)
    return render_template(
        "studio/product.html",
        bench=bench,
        product=product,
        revision=revision,
        content=content,
        pictures=queries.pictures_by_id([p.picture_id for p in content.pictures]),
        reasons=texts_of(revision.reasons if revision else []),
        state=revision.state if revision else None,
        OPEN=OPEN,
    )


def send(bench: Bench, revision_id: int) -> ResponseReturnValue:
    """The last screen: look it all over, and hand it to the cooperative."""
    revision = bench.revision(revision_id)
    if revision.state not in OPEN:
        return redirect(bench.url("product", product_id=revision.product_id))
    if request.method == "GET":
        return _overview(bench, revision), 200
    try:
        with transaction():
            services.submit(revision, by=me())
    except Incomplete:
        return _overview(bench, bench.revision(revision_id)), 422
    flash(_("Sent. The cooperative usually answers within two days."), "ok")
    return redirect(bench.url("product", product_id=revision.product_id))


def withdraw(bench: Bench, revision_id: int) -> ResponseReturnValue:
    revision = bench.revision(revision_id)
    with transaction():
        services.withdraw(revision, by=me())
    flash(_("You have it back and can change it."), "ok")
    return redirect(bench.url("send", revision_id=revision_id))


def discard(bench: Bench, revision_id: int) -> ResponseReturnValue:
    """A page that says what will be lost; then it is."""
    revision = bench.revision(revision_id)
    if request.method == "GET":
        content = Content.from_json(revision.content)
        return render_template(
            "studio/discard.html", bench=bench, revision=revision, content=content
        )
    with transaction():
        services.discard(revision, by=me())
    flash(_("The draft is gone."), "ok")
    return redirect(bench.url("home"))


def change(bench: Bench, product_id: int) -> ResponseReturnValue:
    """Begin to change a piece, or go on where it was begun."""
    with transaction():
        revision = services.start_revision(bench.product(product_id), by=me())
    return redirect(bench.url("send", revision_id=revision.id))


def act(bench: Bench, product_id: int, verb: str) -> ResponseReturnValue:
    product: Product = bench.product(product_id)
    with transaction():
        VERBS[verb](product, by=me())
    told = {
        "pause": _("It rests. Buyers do not see it."),
        "resume": _("It is in the shop again."),
        "archive": _("It is in the archive."),
    }
    flash(told[verb], "ok")
    return redirect(bench.url("product", product_id=product_id))


def assistance(bench: Bench) -> ResponseReturnValue:
    memberships = queries.memberships_today(bench.makers())
    return render_template("studio/help.html", bench=bench, memberships=memberships)


def _overview(bench: Bench, revision: Revision) -> str:
    content = Content.from_json(revision.content)
    return show_step(
        "studio/send.html",
        bench,
        revision,
        "send",
        gaps=services.gaps_of(revision),
        pictures=queries.pictures_by_id([p.picture_id for p in content.pictures]),
        craft=queries.craft_named(content.craft_id),
        place=queries.place_named(content.place_id),
    )


def _blueprint(bench: Bench, prefix: str) -> Blueprint:
    bp = Blueprint(bench.name, __name__, url_prefix=f"{LANGUAGE_PREFIX}{prefix}")
    open_door(bench, bp, "/", home)
    open_door(bench, bp, "/new", new, "GET", "POST")
    open_door(bench, bp, "/<int:revision_id>/photos", photos, "GET", "POST")
    open_door(bench, bp, "/<int:revision_id>/send", send, "GET", "POST")
    open_door(bench, bp, "/<int:revision_id>/withdraw", withdraw, "POST")
    open_door(bench, bp, "/<int:revision_id>/discard", discard, "GET", "POST")
    open_door(
        bench,
        bp,
        "/<int:revision_id>/<any(piece, size, price, origin):step>",
        step,
        "GET",
        "POST",
    )
    open_door(bench, bp, "/pieces/<int:product_id>", product)
    open_door(bench, bp, "/pieces/<int:product_id>/change", change, "POST")
    open_door(
        bench,
        bp,
        "/pieces/<int:product_id>/<any(pause, resume, archive):verb>",
        act,
        "POST",
    )
    return bp


studio_bp = _blueprint(STUDIO, "/studio")
open_door(STUDIO, studio_bp, "/help", assistance, name="help")
members_bp = _blueprint(MEMBERS, "/office/pieces")
