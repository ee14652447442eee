"""Another e-mail address for an account."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import links
from marketplace.accounts.access import me, public, signed_in
from marketplace.accounts.errors import AddressTaken
from marketplace.accounts.forms import NewAddressForm
from marketplace.accounts.services import address as addresses
from marketplace.accounts.views.base import FEW, bp
from marketplace.core.db import transaction
from marketplace.core.errors import Invalid
from marketplace.core.limits import limiter


@bp.route("/account/address", methods=["GET", "POST"])
@signed_in(fresh=True)
@limiter.limit(FEW, methods=["POST"])
def address() -> ResponseReturnValue:
    form = NewAddressForm()
    if form.validate_on_submit():
        try:
            with transaction():
                addresses.ask(me(), form.email.data)
        except Invalid as error:
            form.refuse(error.field, error.message)
        else:
            flash(
                _("A link is on its way to the new address. Until you open it all stays as it is.")
            )
            return redirect(url_for("accounts.profile"))
    page = render_template("accounts/address.html", form=form, user=me())
    return page, 422 if form.errors else 200


@bp.get("/account/address/confirm/<token>")
@public
def confirm_new_address(token: str) -> ResponseReturnValue:
    """Mail programs open links by themselves, so this only shows the button."""
    change, _user = links.changing(token)
    return render_template("accounts/new_address.html", change=change, token=token)


@bp.post("/account/address/confirm/<token>")
@public
def new_address_confirmed(token: str) -> ResponseReturnValue:
    change, user = links.changing(token)
    try:
        with transaction():
            addresses.confirm(change, user)
    except AddressTaken as error:
        flash(str(error), "error")
    else:
        flash(_("From now on you sign in with the new address."))
    return redirect(url_for("accounts.profile"))


@bp.get("/account/address/undo/<token>")
@public
def undo_address(token: str) -> ResponseReturnValue:
    change, _user = links.undoing(token)
    return render_template("accounts/undo_address.html", change=change, token=token)


@bp.post("/account/address/undo/<token>")
@public
def address_undone(token: str) -> ResponseReturnValue:
    change, user = links.undoing(token)
    with transaction():
        addresses.undo(change, user)
    flash(_("Your old address holds again, and everybody is signed out."))
    flash(_("Choose a new password by the link in your mail."))
    return redirect(url_for("accounts.sign_in"))
