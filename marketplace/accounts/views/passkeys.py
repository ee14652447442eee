"""A person's passkeys: made, named, removed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import queries
from marketplace.accounts.access import me, signed_in
from marketplace.accounts.devices import named
from marketplace.accounts.forms import NameForm, NewPasskeyForm
from marketplace.accounts.services import passkeys, second
from marketplace.accounts.views.base import bp
from marketplace.accounts.views.security import codes_page
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, DomainError, Invalid


@bp.post("/account/security/passkeys/new")
@signed_in(first=True, fresh=True)
def new_passkey() -> ResponseReturnValue:
    form = NewPasskeyForm(formdata=None, name=named(request.user_agent.string or ""))
    return _new_page(form, 200)


@bp.post("/account/security/passkeys")
@signed_in(first=True, fresh=True)
def add_passkey() -> ResponseReturnValue:
    user, form = me(), NewPasskeyForm()
    try:
        with transaction():
            challenge = passkeys.take("register")
        with transaction():
            passkeys.register(user, challenge, form.passkey.data or "", form.name.data or "")
            codes = [] if second.codes_left(user) else second.new_recovery_codes(user)
    except DomainError as error:
        form.refuse("name", error.message)
        return _new_page(form, 422)
    flash(_("This passkey opens your account from now on."))
    return codes_page(codes)


@bp.post("/account/security/passkeys/<int:passkey_id>/name")
@signed_in(fresh=True)
def rename_passkey(passkey_id: int) -> ResponseReturnValue:
    passkey, form = queries.passkey_of(me(), passkey_id), NameForm()
    if form.validate():
        with transaction():
            passkeys.rename(passkey, form.name.data)
        flash(_("The name is kept."))
    else:
        flash(_("A passkey needs a name of at most 60 letters."), "error")
    return redirect(url_for("accounts.security"))


@bp.post("/account/security/passkeys/<int:passkey_id>/remove")
@signed_in(fresh=True)
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    passkey = queries.passkey_of(me(), passkey_id)
    try:
        with transaction():
            passkeys.remove(me(), passkey)
    except (Conflict, Invalid) as error:
        flash(str(error), "error")
    else:
        flash(_("This passkey no longer opens anything."))
    return redirect(url_for("accounts.security"))


def _new_page(form: NewPasskeyForm, status: int) -> ResponseReturnValue:
    try:
        with transaction():
            options = passkeys.to_register(me())
    except Conflict as error:
        flash(str(error), "error")
        return redirect(url_for("accounts.security"))
    return render_template("accounts/new_passkey.html", form=form, options=options), status
