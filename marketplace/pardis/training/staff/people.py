"""Everybody who learns, or waits to, over all groups."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.digits import to_latin
from marketplace.desk.looking import look_at
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.training import queries
from marketplace.pardis.training.queries.people import people_page
from marketplace.pardis.training.staff.pages import WORDS
from marketplace.pardis.training.tables import PEOPLE, search_in

bp = Blueprint("people", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/training/people")


@bp.get("/")
@requires(Permission.TRAINING_READ)
def index() -> ResponseReturnValue:
    look = look_at(PEOPLE)
    if look.elsewhere:
        return redirect(look.elsewhere)
    asked = to_latin(request.args.get("page", ""))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    search = search_in(look.filters)
    return render_template(
        "training/people.html",
        look=look,
        search=search,
        page=people_page(search, number),
        terms=queries.terms(),
        may_manage=me().may(Permission.TRAINING_MANAGE),
        **WORDS,
    )
