import pytest

from marketplace.accounts.models import AuditEntry
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.mail import FakeMailer
from marketplace.core.money import Money
from marketplace.pardis.consignment.models import NoteState, Unsold
from marketplace.pardis.consignment.services import notes
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.consignment import make_accepted, make_draft, make_note, make_offered
from tests.factories.cooperatives import make_cooperative, make_maker
from tests.support.jobs import run_jobs

EUR = Money(10_00, "EUR")


def test_numbers_of_notes_have_no_gap() -> None:
    first, second = make_draft(), make_draft()
    assert int(second.number[-4:]) == int(first.number[-4:]) + 1


def test_its_maker_is_written_to(mailer: FakeMailer) -> None:
    user, artisan = make_maker(make_cooperative())
    note = make_offered(artisan)
    run_jobs()
    assert [(mail.to, note.number in mail.text) for mail in mailer.sent] == [(user.email, True)]


def test_pieces_of_another_maker_do_not_stand_on_her_note() -> None:
    with pytest.raises(Invalid):
        notes.add_line(make_draft(), make_product().variants[0], 1, EUR, "")


def test_an_empty_note_is_offered_to_nobody() -> None:
    note = make_draft()
    notes.drop_line(note, note.lines[0].id)
    db.session.expire(note)
    with pytest.raises(Conflict):
        notes.offer(note, make_user())


def test_what_was_offered_does_not_change_any_more() -> None:
    note = make_offered()
    with pytest.raises(Conflict):
        notes.add_line(note, note.lines[0].variant, 1, EUR, "")


def test_accepting_twice_is_accepting_once() -> None:
    note = make_accepted()
    by = note.accepted_by_id
    notes.accept(note, make_user())
    assert (note.state, note.accepted_by_id) == (NoteState.ACCEPTED, by)


def test_what_was_declined_cannot_be_accepted() -> None:
    note = make_offered()
    notes.decline(note, make_user())
    with pytest.raises(Conflict):
        notes.accept(note, make_user())


def test_pieces_that_are_held_keep_the_note_open() -> None:
    with pytest.raises(Conflict):
        notes.close(make_note(), make_user())


def test_cheaper_without_by_how_much_is_refused() -> None:
    with pytest.raises(Invalid):
        make_draft(unsold=Unsold.CHEAPER)


def test_every_step_is_in_the_audit_trail() -> None:
    note = make_note()
    entries = db.select(AuditEntry.action).filter_by(subject=note.number).order_by(AuditEntry.id)
    steps = ["note.written", "note.offered", "note.accepted", "note.received"]
    assert list(db.session.scalars(entries)) == steps
