import pytest

from marketplace.accounts.models import AuditEntry
from marketplace.accounts.permissions import Role
from marketplace.compliance import services
from marketplace.compliance.cards import CARDS, why_not_by_card
from marketplace.compliance.queries import gate_decisions, gate_open
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.support.stripe.shop import REASON, permit_cards

PAGE = "/en/admin/gates/cards"


def test_nothing_recorded_is_nothing_permitted() -> None:
    assert not gate_open(CARDS)
    assert why_not_by_card("RS", [])


def test_a_permission_holds_until_it_is_withdrawn() -> None:
    permit_cards()
    assert gate_open(CARDS)
    permit_cards(opened=False)
    assert not gate_open(CARDS)


def test_of_two_who_decide_at_once_the_second_is_refused() -> None:
    permit_cards()
    with pytest.raises(Conflict):
        services.decide(CARDS, 0, False, REASON, make_user(Role.ADMINISTRATOR))


@pytest.mark.parametrize(
    ("country", "flags", "free"),
    [
        ("RS", ["textile_label"], True),
        ("RS", ["precious_metal"], False),
        ("FR", [], False),
        ("US", [], False),
        ("XX", [], False),
    ],
)
def test_goods_and_destination_must_be_under_an_allowing_policy(
    country: str, flags: list[str], *, free: bool
) -> None:
    permit_cards()
    assert (why_not_by_card(country, flags) is None) == free


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_an_administrator_records_it_and_the_trail_knows(client_of: ClientOf, lang: str) -> None:
    admin = client_of(make_user(Role.ADMINISTRATOR))
    page = PAGE.replace("en", lang, 1)
    assert admin.get(page).status_code == 200
    sent = {"opened": "yes", "reason": REASON, "seen": "0"}
    assert admin.post(page, data=sent).status_code == 303
    assert REASON in admin.get(page).text
    trail = db.session.scalars(db.select(AuditEntry).filter_by(action="gate.opened")).one()
    assert trail.after == {"reason": REASON}


@pytest.mark.parametrize(("change", "status"), [({"reason": "no"}, 422), ({"seen": "7"}, 409)])
def test_what_is_decided_needs_a_reason_of_some_words(
    client_of: ClientOf, change: dict[str, str], status: int
) -> None:
    admin = client_of(make_user(Role.ADMINISTRATOR))
    sent = {"opened": "no", "reason": REASON, "seen": "0"} | change
    assert admin.post(PAGE, data=sent).status_code == status


def test_an_old_page_decides_nothing(client_of: ClientOf) -> None:
    permit_cards()
    sent = {"opened": "no", "reason": REASON, "seen": "0"}
    assert client_of(make_user(Role.ADMINISTRATOR)).post(PAGE, data=sent).status_code == 409
    assert len(gate_decisions(CARDS)) == 1
