from datetime import timedelta
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from marketplace.accounts.permissions import Role
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.money import Money
from marketplace.inventory import services as inventory
from marketplace.inventory.models import MovementKind
from marketplace.inventory.services.movements import Cause
from marketplace.ledger import accounts
from marketplace.ledger import queries as ledger
from marketplace.pardis.consignment import checking
from marketplace.pardis.consignment.models import Bearer, Piece, PieceState, Sale
from marketplace.pardis.consignment.months import ended, first_day, last_day
from marketplace.pardis.consignment.papers import (
    note_content,
    note_paper,
    statement_content,
    statement_paper,
)
from marketplace.pardis.consignment.queries import settlements as queries
from marketplace.pardis.consignment.services import settling
from marketplace.payouts import reconciliation
from marketplace.payouts.services import batches
from tests.factories.accounts import make_user
from tests.factories.consignment import first_piece, make_note, sell, settle, shelf_of
from tests.factories.cooperatives import make_centre
from tests.factories.fulfilment import SHEBA

TWO = Money(2_00, "EUR")


def again() -> int:
    """How many more settlements the same month yields."""
    return len(settling.settle(ended(1)[0], make_user(Role.PARDIS_MANAGER)))


def all_sold_last_month() -> None:
    db.session.execute(db.update(Sale).values(sold_at=now() - timedelta(days=40)))


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    ("bearer", "net", "costs"), [(Bearer.CENTRE, 75_00, 2_00), (Bearer.ARTISAN, 73_00, 0)]
)
def test_the_worked_example_in_the_ledger(bearer: Bearer, net: int, costs: int) -> None:
    note = make_note(cost_rule=bearer)
    sell(note, cost=TWO)
    assert settle(note).net == Money(net, "EUR")
    names = {
        accounts.artisan(note.artisan_id): -net,
        accounts.commission(0): -25_00,
        accounts.sale_costs(0): costs,
        accounts.takings(0): 98_00,
        accounts.consigned(0): 0,
    }
    assert {n: m.minor for n, m in ledger.balances(names, "EUR").items()} == names
    assert (checking.faults(), reconciliation.faults()) == ([], [])


def test_a_month_is_settled_once() -> None:
    note = make_note()
    sell(note)
    settle(note)
    assert again() == 0


def test_a_month_that_runs_is_not_settled() -> None:
    with pytest.raises(Conflict):
        settling.settle(today(), make_user())


def test_what_was_sold_after_the_month_waits_for_the_next() -> None:
    sell(make_note())
    assert again() == 0


def test_settled_pieces_say_so() -> None:
    note = make_note()
    sell(note)
    settlement = settle(note)
    piece = first_piece(note)
    db.session.refresh(piece, ["events"])
    assert piece.state is PieceState.SETTLED
    assert (piece.events[-1].kind, piece.events[-1].note) == ("settled", settlement.number)


def test_lost_pieces_are_paid_out_of_the_centres_own_pocket() -> None:
    note = make_note(pieces=2)
    inventory.adjust(shelf_of(note), MovementKind.LOST, 1, Cause("count"))
    assert settle(note).net.minor == 75_00
    assert ledger.balance(accounts.consigned_losses(0), "EUR").minor == 75_00
    assert checking.faults() == []


def test_a_sale_undone_after_its_settlement_waits_until_more_is_sold() -> None:
    note = make_note(pieces=2)
    item, key = shelf_of(note), sell(note)
    settle(note)
    inventory.bring_back(item, 1, f"{key}:{item.id}", Cause("return", make_user()))
    all_sold_last_month()
    assert again() == 0
    sell(note, 2)
    all_sold_last_month()
    made = settling.settle(ended(1)[0] - timedelta(days=1), make_user())
    assert [one.net.minor for one in made] == [75_00]
    assert checking.faults() == []


def test_a_settlement_is_paid_out_with_the_next_batch() -> None:
    note = make_note()
    note.artisan.sheba = SHEBA
    sell(note)
    settle(note)
    batch = batches.prepare(make_centre(), "EUR", [note.artisan_id], make_user())
    batches.approve(batch, make_user())
    batches.mark_paid(batch, "1405", make_user())
    assert batch.total.minor == 75_00
    assert ledger.balance(accounts.artisan(note.artisan_id), "EUR").minor == 0
    assert reconciliation.faults() == []


def test_months_are_those_of_iran() -> None:
    month = ended(1)[0]
    assert first_day(last_day(month)) == month
    assert 29 <= (last_day(month) - month).days + 1 <= 31
    assert first_day(last_day(month) + timedelta(days=1)) > month


def test_the_statement_names_piece_price_and_part() -> None:
    note = make_note(cost_rule=Bearer.ARTISAN)
    sell(note, cost=TWO)
    found = queries.settlement(settle(note).number)
    assert note.number in text_of(statement_paper(found))
    row = statement_content(found)["rows"][0]
    figures = [row[name] for name in ("price", "commission", "cost", "net")]
    assert [figure.split()[0] for figure in figures] == ["۱۰۰", "۲۵", "۲", "۷۳"]


def test_the_note_prints_its_terms() -> None:
    note = make_note()
    assert note.lines[0].variant.sku in text_of(note_paper(note))
    assert "۲۵٪" in note_content(note)["terms"][1]


def test_what_does_not_agree_is_told() -> None:
    note = make_note(pieces=2)
    sell(note)
    db.session.execute(db.update(Piece).values(state=PieceState.LOST))
    settle(note).net = Money(1, "EUR")
    db.session.flush()
    assert len(checking.faults()) >= 3


@settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(
    sales=st.lists(
        st.tuples(st.integers(0, 10**9), st.integers(0, 10**7), st.booleans()),
        min_size=1,
        max_size=5,
    ),
    bp=st.integers(0, 10_000),
    bearer=st.sampled_from(Bearer),
)
def test_what_makers_are_settled_is_right_to_the_rial(
    sales: list[tuple[int, int, bool]], bp: int, bearer: Bearer
) -> None:
    note = make_note(
        pieces=5, price=rial(10**8), currency="IRR", commission_bp=bp, cost_rule=bearer
    )
    kept = [(10**8 + more, cost) for more, cost, stays in sales if stays]
    for more, cost, stays in sales:
        item, key = shelf_of(note), sell(note, price=rial(10**8 + more), cost=rial(cost))
        if not stays:
            inventory.bring_back(item, 1, f"{key}:{item.id}", Cause("back", make_user()))
    hers = sum(her_part(price, cost, bp, bearer) for price, cost in kept)
    if hers > 0:
        assert settle(note).net == rial(hers)
        assert ledger.balance(accounts.artisan(note.artisan_id), "IRR") == rial(-hers)
    assert (checking.faults(), reconciliation.faults()) == ([], [])


def rial(minor: int) -> Money:
    return Money(minor, "IRR")


def her_part(price: int, cost: int, bp: int, bearer: Bearer) -> int:
    """What is left of a price after the centre's part, to which a half counts, and her costs."""
    left = price - (2 * price * bp + 10_000) // 20_000
    return left - (min(cost, left) if bearer is Bearer.ARTISAN else 0)
