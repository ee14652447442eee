"""The letter's link, and what everybody may know of what courses lead to."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import tokens
from marketplace.accounts.access import public
from marketplace.core.clock import now
from marketplace.core.db import transaction
from marketplace.core.limits import limiter
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.outcomes import counting, queries, services
from marketplace.pardis.outcomes.counting import By
from marketplace.pardis.outcomes.forms import FollowUpForm
from marketplace.pardis.outcomes.words import BY, FIGURE_NAMES

bp = Blueprint("follow_up", __name__, url_prefix=LANGUAGE_PREFIX)


@bp.route("/follow-up/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def show(token: str) -> ResponseReturnValue:
    """Answered with the link alone; it may be changed until the window closes."""
    asked = queries.follow_up(int(tokens.read(services.PURPOSE, token)))
    form = FollowUpForm(asked=asked)
    over = asked.closes_at <= now()
    if not over and form.validate_on_submit():
        with transaction():
            locked = queries.follow_up(asked.id, lock=True)
            services.answer(locked, form.said(), None)
        flash(_("Thank you. You can change your answer until it closes."), "ok")
        return redirect(url_for(".show", token=token), 303)
    page = render_template("outcomes/follow_up.html", asked=asked, form=form, over=over)
    status = 410 if over else 422 if form.errors else 200
    return page, status, {"Cache-Control": "private, no-store"}


@bp.get("/courses/outcomes")
@public
def outcomes() -> ResponseReturnValue:
    """Without what is too small for nobody to be recognised in it."""
    asked = request.args.get("by", By.CRAFT.value)
    by = By(asked) if asked in set(By) else By.CRAFT
    return render_template(
        "outcomes/public.html",
        rows=counting.for_everybody(counting.rows(by)),
        by=by,
        ways=BY,
        names=FIGURE_NAMES,
        small=counting.SMALL,
    )
