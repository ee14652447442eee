import pytest

from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger.queries import balance
from marketplace.orders.models import Order
from marketplace.payments import services
from marketplace.payments.cards.models import CardForward
from marketplace.payments.services import Arrival
from marketplace.payouts.reconciliation import faults
from tests.conftest import ClientOf
from tests.factories.fulfilment import make_treasurer
from tests.factories.orders import make_order, make_piece
from tests.support.stripe import FakeStripe
from tests.support.stripe.shop import make_card_order, permit_cards


@pytest.fixture
def order(stripe: FakeStripe) -> Order:
    """Paid by card: €77 are with the company."""
    permit_cards()
    order = make_card_order(make_piece())
    services.settle(order.payment_id, Arrival("pi_1", order.total))
    return order


def sent(order: Order, amount: str = "50", **given: str) -> dict[str, str]:
    typed = {"amount": amount, "external_id": "2026/7", "value_date": f"{today()}"} | given
    return {f"c{order.cooperative_id}EUR-{name}": text for name, text in typed.items()}


def address(order: Order) -> str:
    return f"/en/office/card-money/{order.cooperative_id}/EUR"


def test_what_the_company_sends_on_is_in_the_bank(client_of: ClientOf, order: Order) -> None:
    treasurer = client_of(make_treasurer(order.cooperative))
    assert treasurer.post(address(order), data=sent(order)).status_code == 303
    assert balance(accounts.bank(order.cooperative_id), "EUR") == Money(50_00, "EUR")
    assert balance(accounts.card(order.cooperative_id), "EUR") == Money(27_00, "EUR")
    assert "€27" in treasurer.get("/fa/office/card-money").text.replace("۲۷ یورو", "€27")
    assert faults() == []


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"amount": "77.01"}, 422), ({"amount": ""}, 422), ({"value_date": ""}, 422)],
)
def test_what_cannot_be_is_refused_beside_its_field(
    client_of: ClientOf, order: Order, typed: dict[str, str], status: int
) -> None:
    treasurer = client_of(make_treasurer(order.cooperative))
    answer = treasurer.post(address(order), data=sent(order, **typed))
    assert answer.status_code == status
    assert "2026/7" in answer.text


def test_one_transfer_is_noted_once(client_of: ClientOf, order: Order) -> None:
    treasurer = client_of(make_treasurer(order.cooperative))
    answers = [treasurer.post(address(order), data=sent(order, "10")) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 409]
    assert len(db.session.scalars(db.select(CardForward)).all()) == 1


def test_money_of_another_cooperative_does_not_exist(client_of: ClientOf, order: Order) -> None:
    stranger = client_of(make_treasurer(make_order().cooperative))
    assert stranger.post(address(order), data=sent(order)).status_code == 404
    assert order.seller["names"]["en"] not in stranger.get("/en/office/card-money").text
