"""Notes: written, offered to their maker, accepted by her, ended."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE
from marketplace.catalogue.models import Variant
from marketplace.cooperatives.models import Artisan
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.money import Money
from marketplace.pardis.consignment import letters
from marketplace.pardis.consignment.models import (
    Bearer,
    Note,
    NoteLine,
    NoteState,
    PieceState,
    PriceRule,
    Unsold,
)
from marketplace.pardis.consignment.queries import notes as queries
from marketplace.pardis.consignment.services.numbers import next_number


@dataclass(frozen=True)
class Terms:
    """What a note agrees. Shares in hundredths of a per cent."""

    currency: str
    price_rule: PriceRule
    commission_bp: int
    cost_rule: Bearer
    liability: Bearer
    unsold: Unsold
    unsold_after_days: int
    cheaper_bp: int
    ends_on: date


def write_note(artisan: Artisan, terms: Terms, by: User) -> Note:
    """An empty note, not offered yet."""
    if terms.unsold is Unsold.CHEAPER and not terms.cheaper_bp:
        raise Invalid(_("Say by how much they become cheaper."), field="cheaper")
    note = Note(
        number=next_number("CN"),
        artisan_id=artisan.id,
        cooperative_id=CENTRE,
        made_by_id=by.id,
        **vars(terms),
    )
    db.session.add(note)
    _record(note, "note.written", by, commission_bp=terms.commission_bp)
    return note


def add_line(note: Note, variant: Variant, quantity: int, price: Money, remark: str) -> NoteLine:
    """One more kind of piece. The note is locked by the caller."""
    refuse_unless(note, NoteState.DRAFT)
    if variant.product.artisan_id != note.artisan_id:
        raise Invalid(_("This piece is another maker's."), field="sku")
    line = NoteLine(
        note=note,
        position=max((line.position for line in note.lines), default=0) + 1,
        variant_id=variant.id,
        quantity=quantity,
        price=price,
        remark=remark,
    )
    db.session.add(line)
    db.session.flush()
    return line


def drop_line(note: Note, line_id: int) -> None:
    """Take a line off a note that was not offered yet. Saying so again changes nothing."""
    refuse_unless(note, NoteState.DRAFT)
    for line in note.lines:
        if line.id == line_id:
            db.session.delete(line)
    db.session.flush()


def offer(note: Note, by: User) -> None:
    """It stands as it is now; its maker is asked."""
    if note.state is NoteState.OFFERED:
        return
    refuse_unless(note, NoteState.DRAFT)
    if not note.lines:
        raise Conflict(_("Nothing stands on this note yet."))
    note.state = NoteState.OFFERED
    letters.offered(note)
    _record(note, "note.offered", by)


def accept(note: Note, by: User, *, on_paper: bool = False) -> None:
    """The maker agrees: herself, or by a paper she signed. Saying so again changes nothing."""
    if note.state is NoteState.ACCEPTED:
        return
    refuse_unless(note, NoteState.OFFERED)
    note.state = NoteState.ACCEPTED
    note.accepted_at, note.accepted_by_id, note.accepted_on_paper = now(), by.id, on_paper
    _record(note, "note.accepted", by, on_paper=on_paper)


def decline(note: Note, by: User) -> None:
    """The maker does not agree; another note can be written."""
    if note.state is NoteState.DECLINED:
        return
    refuse_unless(note, NoteState.OFFERED)
    note.state = NoteState.DECLINED
    _record(note, "note.declined", by)


def withdraw(note: Note, by: User) -> None:
    """The centre gives the note up before any piece has come."""
    if note.state is NoteState.WITHDRAWN:
        return
    refuse_unless(note, NoteState.DRAFT, NoteState.OFFERED, NoteState.ACCEPTED)
    note.state = NoteState.WITHDRAWN
    _record(note, "note.withdrawn", by)


def close(note: Note, by: User) -> None:
    """Every piece was sold and settled, or went back, or is gone."""
    if note.state is NoteState.CLOSED:
        return
    refuse_unless(note, NoteState.OPEN)
    still = {PieceState.HELD, PieceState.SOLD}
    counts = queries.count_by_state(note.id)
    if any(counts[line_id].get(state) for line_id in counts for state in still):
        raise Conflict(_("Pieces of this note are still held, or sold and not settled."))
    note.state = NoteState.CLOSED
    _record(note, "note.closed", by)


def refuse_unless(note: Note, *states: NoteState) -> None:
    """Say in words where somebody else was faster."""
    if note.state not in states:
        raise Conflict(_("Somebody else has taken this note further meanwhile. Look at it anew."))


def _record(note: Note, action: str, by: User, **after: object) -> None:
    db.session.flush()
    audit.record(by, action, note, after=dict(after) or None, scope_id=note.cooperative_id)
