"""The treasurer's pages: what is awaited, what arrived, what goes back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.core.errors import Invalid
from marketplace.desk.looking import look_at
from marketplace.localisation.formats import format_money
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.media.views import send_private
from marketplace.payments import queries, services
from marketplace.payments.cards import services as card_services
from marketplace.payments.cards.queries import disputes_of
from marketplace.payments.errors import AlreadyRecorded
from marketplace.payments.forms import ReceiptForm, RefundForm
from marketplace.payments.models import Match, Payment, Receipt
from marketplace.payments.tables import TRANSFERS, state_in, text_in
from marketplace.payments.words import DISPUTES, MATCHES, REFUNDS, STATES

bp = Blueprint("transfers", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/transfers")


@bp.get("")
@requires(Permission.PAYMENT_READ)
def index() -> ResponseReturnValue:
    """What is awaited; the search finds by a part of a reference, a name, a number, an amount."""
    look = look_at(TRANSFERS)
    if look.elsewhere:
        return redirect(look.elsewhere)
    state, text = state_in(look.filters), text_in(look.filters)
    scope = my_scope(Permission.PAYMENT_READ)
    page = queries.payments_in(scope, state=state, text=text, number=_page_number())
    return render_template(
        "transfers/index.html", page=page, state=state, text=text, states=STATES, look=look
    )


@bp.get("/<reference>")
@requires(Permission.PAYMENT_READ)
def payment(reference: str) -> ResponseReturnValue:
    """One payment: what arrived for it, and for the treasurer a form for what has just arrived."""
    found = queries.payment_in(my_scope(Permission.PAYMENT_READ), reference)
    return _payment_page(found, ReceiptForm(found.outstanding))


@bp.post("/<reference>")
@requires(Permission.PAYMENT_RECORD)
def record(reference: str) -> ResponseReturnValue:
    found = queries.payment_in(my_scope(Permission.PAYMENT_RECORD), reference)
    form = ReceiptForm(found.outstanding)
    if not form.validate():
        return _payment_page(found, form, 422)
    try:
        with transaction():
            receipt = _record(found, form)
            said = _outcome(receipt)
    except AlreadyRecorded as refusal:
        form.refuse("external_id", refusal)
        return _payment_page(_again(reference), form, 409)
    except Invalid as refusal:
        form.refuse(refusal.field, refusal)
        return _payment_page(_again(reference), form, 422)
    flash(said, "ok")
    return redirect(url_for("transfers.payment", reference=reference), 303)


@bp.get("/<reference>/proof/<int:proof_id>")
@requires(Permission.PAYMENT_READ)
def proof(reference: str, proof_id: int) -> ResponseReturnValue:
    """What a buyer sent to show that she has paid."""
    found = queries.payment_in(my_scope(Permission.PAYMENT_READ), reference)
    shown = next((each for each in found.proofs if each.id == proof_id), None)
    if shown is None:
        abort(404)
    return send_private(shown.file)


@bp.get("/refunds")
@requires(Permission.PAYMENT_READ)
def refunds() -> ResponseReturnValue:
    """What is owed back, first; then what has gone back."""
    return _refunds_page(RefundForm(), None)


@bp.post("/refunds/<int:refund_id>")
@requires(Permission.PAYMENT_RECORD)
def refund_paid(refund_id: int) -> ResponseReturnValue:
    """The money has left. Saying it twice changes nothing."""
    form, scope = RefundForm(), my_scope(Permission.PAYMENT_RECORD)
    if not form.validate():
        with transaction():
            queries.locked_refund(scope, refund_id)
        return _refunds_page(form, refund_id, 422)
    with transaction():
        refund = queries.locked_refund(scope, refund_id)
        services.mark_refund_paid(refund, external_id=form.external_id.data, by=me())
        said = _("%(sum)s noted as sent back.", sum=format_money(refund.amount))
    flash(said, "ok")
    return redirect(url_for("transfers.refunds"), 303)


@bp.post("/refunds/<int:refund_id>/by-hand")
@requires(Permission.PAYMENT_RECORD)
def refund_by_hand(refund_id: int) -> ResponseReturnValue:
    """What the payment company would not send goes back by bank."""
    with transaction():
        card_services.by_hand(queries.locked_refund(my_scope(Permission.PAYMENT_RECORD), refund_id))
    flash(_("Send it by bank, then note the number of your transfer here."), "ok")
    return redirect(url_for("transfers.refunds"), 303)


def _record(found: Payment, form: ReceiptForm) -> Receipt:
    return services.record_receipt(
        found,
        external_id=form.external_id.data,
        amount=form.amount.data,
        value_date=form.value_date.data,
        sender=form.sender.data,
        note=form.note.data or "",
        by=me(),
    )


def _outcome(receipt: Receipt) -> str:
    """What the treasurer reads next: how it matched, and what follows."""
    found = receipt.payment
    amount = format_money(receipt.amount)
    if found is None or receipt.match is Match.EXACT:
        return str(
            _("%(amount)s recorded: exactly what was due. The order moves on.", amount=amount)
        )
    if receipt.match is Match.PARTIAL:
        missing = format_money(found.outstanding)
        return str(
            _("%(amount)s recorded: %(missing)s is still missing.", amount=amount, missing=missing)
        )
    return str(
        _(
            "%(amount)s recorded: more than was due. The surplus stands among the refunds.",
            amount=amount,
        )
    )


def _payment_page(found: Payment, form: ReceiptForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "transfers/payment.html",
        payment=found,
        form=form,
        states=STATES,
        matches=MATCHES,
        refunds=queries.refunds_of(found.id),
        refund_states=REFUNDS,
        disputes=disputes_of(found.id),
        dispute_states=DISPUTES,
        awaited=found.state in queries.OPEN,
        may_record=me().may(Permission.PAYMENT_RECORD, found.payee_id),
    )
    return page, status


def _again(reference: str) -> Payment:
    """The payment as it stands after a refusal has undone everything."""
    return queries.payment_in(my_scope(Permission.PAYMENT_RECORD), reference)


def _refunds_page(form: RefundForm, failed: int | None, status: int = 200) -> ResponseReturnValue:
    rows = queries.refunds_in(my_scope(Permission.PAYMENT_READ))
    return render_template(
        "transfers/refunds.html",
        rows=rows,
        form=form,
        failed=failed,
        may_record=me().may(Permission.PAYMENT_RECORD),
    ), status


def _page_number() -> int:
    typed = to_latin(request.args.get("page", "1"))
    return min(max(1, int(typed)), 10_000) if typed.isdecimal() and len(typed) < 6 else 1
