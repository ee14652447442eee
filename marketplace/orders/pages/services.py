"""What a buyer does with her order once it is placed."""

from flask_babel import gettext as _

from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.media import services as media
from marketplace.media.documents import Document
from marketplace.orders import letters, queries
from marketplace.orders.models import Order, OrderEvent, OrderMessage
from marketplace.payments import services as payments
from marketplace.payments.queries import OPEN

MOST_PROOFS = 10
MOST_MESSAGES = 50


def ask(order: Order, text: str, by: User | None) -> OrderMessage | None:
    """Words to the cooperative; the same words twice in a row are once."""
    said = queries.messages_of(order)
    if said and said[-1].from_buyer and said[-1].text == text:
        return None
    if len([message for message in said if message.from_buyer]) >= MOST_MESSAGES:
        raise Conflict(_("That is a lot of messages. Call the cooperative instead."))
    author = str(order.group.address.get("name") or order.group.email)[:120]
    message = OrderMessage(
        order_id=order.id, from_buyer=True, author=author, by_id=by.id if by else None, text=text
    )
    db.session.add(message)
    db.session.flush()
    letters.asked(order, message)
    return message


def show_proof(order: Order, proof: Document, by: User | None) -> None:
    """What she shows of her transfer, for the treasurer; the same file twice is once."""
    payment = order.payment
    if payment is None or payment.state not in OPEN:
        raise Conflict(_("No payment is awaited for this order."))
    file = media.keep_file(proof.name, proof.content, proof.kind, by)
    if any(known.file.sha256 == file.sha256 for known in payment.proofs):
        return
    if len(payment.proofs) >= MOST_PROOFS:
        raise Conflict(_("That is a lot of files. Write to the cooperative instead."))
    payments.add_proof(payment, file)
    db.session.add(OrderEvent(order_id=order.id, kind="proof", by_id=by.id if by else None))
    db.session.flush()
