"""The rules of the world, for staff to look up."""

from itertools import groupby

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import requires
from marketplace.accounts.permissions import Permission
from marketplace.compliance import queries
from marketplace.compliance.duties.estimate import is_stale
from marketplace.core.forms import tidy
from marketplace.localisation.languages import LANGUAGE_PREFIX, language, local_text
from marketplace.localisation.letters import alphabetical

bp = Blueprint("rules", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/rules")


@bp.get("/")
@requires(Permission.RULES_READ)
def index() -> ResponseReturnValue:
    lang = language()
    rows = sorted(
        queries.destinations(), key=lambda row: alphabetical(str(local_text(row.names, lang)))
    )
    return render_template("compliance/destinations.html", rows=rows, is_stale=is_stale)


@bp.get("/hs-codes")
@requires(Permission.RULES_READ)
def hs_codes() -> ResponseReturnValue:
    text = str(tidy(request.args.get("q", "")))[:100]
    codes = queries.search_hs(text)
    by_chapter = groupby(sorted(codes, key=lambda code: code.code), lambda code: code.code[:2])
    return render_template(
        "compliance/hs_codes.html",
        text=text,
        codes=codes,
        chapters=[(chapter, list(leaves)) for chapter, leaves in by_chapter],
    )


@bp.get("/incoterms")
@requires(Permission.RULES_READ)
def incoterms() -> ResponseReturnValue:
    return render_template("compliance/incoterms.html", rows=queries.incoterms())
