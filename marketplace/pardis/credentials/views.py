"""Whether a certificate holds, for everybody who has its code; and somebody's own certificates."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, public, signed_in
from marketplace.core.db import transaction
from marketplace.core.errors import NotFound
from marketplace.core.limits import limiter
from marketplace.localisation.languages import LANGUAGE_PREFIX, language
from marketplace.pardis.credentials import documents, paper, queries, services
from marketplace.pardis.credentials.models import Certificate
from marketplace.pardis.credentials.words import GROUNDS, STANDINGS
from marketplace.pardis.training.words import LEVELS

bp = Blueprint("certificates", __name__, url_prefix=LANGUAGE_PREFIX)
PRIVATE = {"Cache-Control": "private, no-store"}


@bp.get("/certificates/")
@public
@limiter.limit("30 per minute")
def look_up() -> ResponseReturnValue:
    """Where a code is typed that cannot be scanned."""
    typed = request.args.get("code", "").replace("\0", "")[:60]
    if code := queries.tidy_code(typed):
        return redirect(url_for(".verify", code=code))
    return _look_up(typed, unreadable=bool(typed)), 422 if typed else 200


@bp.get("/certificates/<code>")
@public
@limiter.limit("30 per minute")
def verify(code: str) -> ResponseReturnValue:
    """Valid, expired, or revoked and why."""
    try:
        found = queries.by_code(code)
    except NotFound:
        return _look_up(code, unknown=True), 404
    page = render_template(
        "certificates/verify.html",
        certificate=found,
        standing=found.standing,
        badge=documents.address(f"certificates/{found.code}"),
        **_words(),
    )
    return page, 200, PRIVATE | {"X-Robots-Tag": "noindex"}


@bp.get("/account/certificates")
@signed_in
def mine() -> ResponseReturnValue:
    return render_template(
        "certificates/mine.html", certificates=queries.of_person(me()), **_words()
    )


@bp.get("/account/certificates/<certificate_number>/paper.pdf")
@signed_in
def own_paper(certificate_number: str) -> ResponseReturnValue:
    return as_pdf(queries.hers(me(), certificate_number))


@bp.post("/account/certificates/<certificate_number>/<any(show, hide):act>")
@signed_in
def show(certificate_number: str, act: str) -> ResponseReturnValue:
    """Whether it stands on her public page as a maker."""
    with transaction():
        found = queries.hers(me(), certificate_number, lock=True)
        services.show(found, act == "show", me())
    shown = _("It stands on your public page.") if act == "show" else ""
    flash(shown or _("It no longer stands on your public page."), "ok")
    return redirect(url_for(".mine"))


def as_pdf(certificate: Certificate) -> Response:
    """The paper in the language of the address."""
    response = Response(paper.render(certificate, language()), content_type="application/pdf")
    name = paper.name_of(certificate, language())
    response.headers.set("Content-Disposition", "inline", filename=name)
    response.headers["Cache-Control"] = PRIVATE["Cache-Control"]
    return response


def _look_up(typed: str, *, unreadable: bool = False, unknown: bool = False) -> str:
    return render_template(
        "certificates/look_up.html", typed=typed, unreadable=unreadable, unknown=unknown
    )


def _words() -> dict[str, object]:
    return {"standings": STANDINGS, "grounds": GROUNDS, "levels": LEVELS}
