import pytest
from flask.testing import FlaskClient

from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.pardis.consignment.models import Note, NoteState, Settlement
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.consignment import (
    make_accepted,
    make_draft,
    make_note,
    make_offered,
    sell,
    settle,
    shelf_of,
)
from tests.factories.cooperatives import make_centre, make_cooperative, make_maker
from tests.factories.inventory import make_location

HOME = "/en/office/consignment/"
TERMS = {
    "currency": "IRR",
    "price_rule": "minimum_net",
    "commission": "۲۵",
    "cost_rule": "artisan",
    "liability": "centre",
    "unsold": "cheaper",
    "unsold_after_days": "90",
    "cheaper": "10",
    "ends_on": "1500/12/01",
}


@pytest.fixture
def desk(client_of: ClientOf) -> FlaskClient:
    make_centre()
    return client_of(make_user(Role.STOREKEEPER))


def test_a_note_is_written_and_filled(desk: FlaskClient) -> None:
    variant = make_product().variants[0]
    artisan = variant.product.artisan_id
    assert desk.post(HOME + "new", data=TERMS | {"artisan_id": artisan}).status_code == 302
    note = db.session.scalars(db.select(Note).filter_by(artisan_id=artisan)).one()
    typed = {"line-sku": variant.sku.lower(), "line-quantity": "۶", "line-price": "32000000"}
    assert desk.post(f"{HOME}notes/{note.number}/line", data=typed).status_code == 302
    assert desk.post(f"{HOME}notes/{note.number}/offer").status_code == 302
    assert (note.state, note.lines[0].quantity) == (NoteState.OFFERED, 6)
    assert note.lines[0].price.minor == 32_000_000_00


def test_terms_out_of_range_are_refused_beside_the_field(desk: FlaskClient) -> None:
    typed = TERMS | {"artisan_id": make_draft().artisan_id, "commission": "40"}
    answer = desk.post(HOME + "new", data=typed)
    assert answer.status_code == 422
    assert 'id="commission-error"' in answer.text


def test_a_piece_that_nobody_knows_is_told_beside_the_field(desk: FlaskClient) -> None:
    typed = {"line-sku": "NO-SUCH", "line-quantity": "1", "line-price": "9"}
    answer = desk.post(f"{HOME}notes/{make_draft().number}/line", data=typed)
    assert answer.status_code == 422
    assert "NO-SUCH" in answer.text


def test_amounts_are_typed_in_the_currency_of_the_note(desk: FlaskClient) -> None:
    note = make_draft(currency="IRR", price=Money(1_00, "IRR"))
    typed = {"line-sku": note.lines[0].variant.sku, "line-quantity": "1", "line-price": "9000000"}
    assert desk.post(f"{HOME}notes/{note.number}/line", data=typed).status_code == 302
    db.session.refresh(note, ["lines"])
    assert note.lines[1].price == Money.of("9000000", "IRR")


def test_pieces_come_are_sold_and_go_back(desk: FlaskClient) -> None:
    note, place = make_accepted(pieces=3), make_location(make_centre())
    come = {
        "come-line_id": note.lines[0].id,
        "come-quantity": "3",
        "come-location_id": place.id,
        "come-condition": "display",
    }
    address = f"{HOME}notes/{note.number}"
    assert desk.post(f"{address}/come", data=come).status_code == 302
    item = shelf_of(note)
    sale = {"sell-stock_item_id": item.id, "sell-quantity": "1", "sell-price": "100"}
    assert desk.post(f"{address}/sell", data=sale).status_code == 302
    cheap = desk.post(f"{address}/sell", data=sale | {"sell-price": "99"})
    assert cheap.status_code == 422
    assert "sell-price-error" in cheap.text
    back = {"back-stock_item_id": item.id, "back-quantity": "3"}
    assert desk.post(f"{address}/back", data=back).status_code == 409
    assert desk.post(f"{address}/back", data=back | {"back-quantity": "2"}).status_code == 302
    assert item.on_hand == 0


def test_only_who_may_settles(client_of: ClientOf, desk: FlaskClient) -> None:
    address = "/en/office/settlements/"
    assert desk.get(address).status_code == 200
    assert desk.post(address).status_code == 403
    assert client_of(make_user(Role.PARDIS_MANAGER)).post(address).status_code == 422


def test_a_month_is_settled_by_a_click(client_of: ClientOf) -> None:
    note = make_note()
    sell(note)
    number = settle(note).number
    boss = client_of(make_user(Role.PARDIS_MANAGER))
    page = boss.get(f"/fa/office/settlements/{number}").text
    assert note.number in page
    assert boss.get(f"/fa/office/settlements/{number}.pdf").content_type == "application/pdf"


def test_the_maker_reads_the_terms_and_agrees(client_of: ClientOf) -> None:
    user, artisan = make_maker(make_cooperative())
    note, hers = make_offered(artisan), client_of(user)
    address = f"/fa/studio/consigned/{note.number}"
    assert "۲۵٪" in hers.get(address).text
    assert hers.post(f"{address}/accept").status_code == 302
    assert (note.state, note.accepted_by_id) == (NoteState.ACCEPTED, user.id)
    assert not note.accepted_on_paper


def test_drafts_and_notes_of_others_are_not_hers(client_of: ClientOf) -> None:
    user, artisan = make_maker(make_cooperative())
    hers, draft, other = client_of(user), make_draft(artisan), make_offered()
    for note in (draft, other):
        assert hers.get(f"/fa/studio/consigned/{note.number}").status_code == 404
        assert hers.post(f"/fa/studio/consigned/{note.number}/accept").status_code == 404
    assert draft.number not in hers.get("/fa/studio/consigned/").text


def test_her_statement_is_hers_alone(client_of: ClientOf) -> None:
    user, artisan = make_maker(make_cooperative())
    note = make_note(artisan)
    sell(note)
    settlement: Settlement = settle(note)
    address = f"/fa/studio/consigned/statements/{settlement.number}.pdf"
    assert client_of(user).get(address).status_code == 200
    assert client_of(make_maker(make_cooperative())[0]).get(address).status_code == 404
