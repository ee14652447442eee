"""What software reads: the issuer with its keys, achievements, badges, and what is revoked. These
addresses stand in what was signed, so they stay for good and speak no language."""

import json

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import public
from marketplace.core.db import Json
from marketplace.core.errors import NotFound
from marketplace.core.limits import limiter
from marketplace.pardis.credentials import documents, drawing, queries, services
from marketplace.pardis.credentials.signing import CREDENTIALS, OPEN_BADGES
from marketplace.pardis.training.models import Level

bp = Blueprint("badges", __name__, url_prefix="/badges")
OFTEN = "120 per minute"
JWT = "application/vc+jwt"


@bp.get("/issuer")
@public
@limiter.limit(OFTEN)
def issuer() -> ResponseReturnValue:
    return _json(documents.profile())


@bp.get("/did.json")
@public
@limiter.limit(OFTEN)
def did() -> ResponseReturnValue:
    """Every key that has ever signed; what an old one signed stays checkable."""
    keys = [(key.id, key.public) for key in queries.issuer_keys()]
    return _json(documents.did_document(keys), "application/did+json")


@bp.get("/achievements/<int:rule_id>")
@public
@limiter.limit(OFTEN)
def achievement(rule_id: int) -> ResponseReturnValue:
    told = documents.achievement(*queries.rule(rule_id))
    return _json({"@context": [CREDENTIALS, OPEN_BADGES], **told})


@bp.get("/certificates/<code>")
@public
@limiter.limit(OFTEN)
def badge(code: str) -> ResponseReturnValue:
    """As it was given out: JSON with its proof, or a JWT for who asks for that."""
    certificate = queries.by_code(code)
    if request.args.get("form") == "jwt" or _wants_jwt():
        return _open(certificate.badge_jwt, JWT)
    return _open(certificate.badge, "application/vc")


@bp.get("/certificates/<code>/badge.svg")
@public
@limiter.limit(OFTEN)
def picture(code: str) -> ResponseReturnValue:
    """Her badge as a picture that carries what was signed."""
    certificate = queries.by_code(code)
    kept = certificate.content
    drawn = drawing.draw(kept["course"], Level(kept["level"]), certificate.badge)
    return _open(drawn, "image/svg+xml")


@bp.get("/achievements/<int:rule_id>/badge.svg")
@public
@limiter.limit(OFTEN)
def achievement_picture(rule_id: int) -> ResponseReturnValue:
    course, _rule = queries.rule(rule_id)
    return _open(drawing.draw(course.names, course.level), "image/svg+xml")


@bp.get("/status/<int:number>")
@public
@limiter.limit(OFTEN)
def status(number: int) -> ResponseReturnValue:
    """Signed just now: JSON with a proof for who asks for JSON, else a JWT."""
    if number > 9_999:
        raise NotFound
    proved, jwt = services.status_list(number)
    accepted = request.accept_mimetypes
    plain = not accepted or accepted.best == "*/*"
    if _wants_jwt() or plain:
        return _open(jwt, JWT)
    return _open(proved, "application/vc")


def _wants_jwt() -> bool:
    return request.accept_mimetypes.best in {JWT, "application/jwt"}


def _json(document: Json, kind: str = "application/ld+json") -> Response:
    return _open(json.dumps(document, ensure_ascii=False), kind)


def _open(text: str, kind: str) -> Response:
    """For scripts of any site: all of this is public."""
    response = Response(text, content_type=kind)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=300"
    response.vary.add("Accept")
    return response
