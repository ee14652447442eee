"""Delivery rates as dated data that a cooperative's staff keep."""

from datetime import timedelta
from typing import Any

import pytest

from marketplace.accounts.models import AuditEntry
from marketplace.accounts.permissions import Role
from marketplace.cooperatives.models import Cooperative
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.orders.delivery import quotes_for
from marketplace.orders.models import DeliveryService
from marketplace.orders.rates.queries import newest
from tests.conftest import ClientOf
from tests.factories.cooperatives import make_cooperative, make_staff
from tests.factories.orders import make_delivery_service
from tests.support.queries import count_queries

SOON = today() + timedelta(days=10)


def sent(service: DeliveryService, **given: Any) -> dict[str, Any]:
    """The form of a change, with one weight and one price."""
    return {
        "version": str(service.id),
        "starts_on": SOON.isoformat(),
        "name_en": "Registered post",
        "name_fa": "پست سفارشی",
        "carrier": "Post",
        "tracking_url": "https://post.example/{number}",
        "days_min": "۹",
        "days_max": "16",
        "cubic_cm": "5000",
        "source": "Tariff of 1 November",
        "steps-0-up_to": "2",
        "steps-0-zone_europe": "21.50",
    } | given


def price(cooperative: Cooperative, on: Any, grams: int = 1000) -> list[Money]:
    return [each.price for each in quotes_for(cooperative.id, "DE", grams, 0, "EUR", on)]


def changed(client_of: ClientOf, service: DeliveryService, **given: Any) -> Any:
    client = client_of(make_staff(service.cooperative, Role.SALES))
    address = f"/en/office/delivery/{service.id}/change"
    return client.post(address, data=sent(service, **given))


def newest_of(service: DeliveryService) -> DeliveryService:
    found = newest(service.cooperative_id, service.code)
    assert found
    return found


def test_a_change_holds_from_its_day_and_the_past_stays(client_of: ClientOf) -> None:
    service = make_delivery_service(make_cooperative())
    assert changed(client_of, service).status_code == 302
    seller = service.cooperative
    assert price(seller, SOON - timedelta(days=1)) == [Money(19_00, "EUR")]
    assert price(seller, SOON) == [Money(21_50, "EUR")]
    assert service.ends_on is None
    assert price(seller, SOON, grams=2_500) == []


def test_a_change_is_in_the_trail(client_of: ClientOf) -> None:
    service = make_delivery_service(make_cooperative())
    changed(client_of, service)
    entry = db.session.scalars(db.select(AuditEntry).filter_by(action="delivery.changed")).one()
    assert entry.after["prices"] == {"europe 2000 g": "EUR 21.50"}
    assert entry.before["prices"]["europe 2000 g"] == "EUR 19.00"
    assert entry.scope_id == service.cooperative_id


def test_the_second_of_two_is_shown_both_versions(client_of: ClientOf) -> None:
    service = make_delivery_service(make_cooperative())
    changed(client_of, service)
    late = changed(client_of, service, **{"steps-0-zone_europe": "25", "carrier": "Posti"})
    assert late.status_code == 409
    assert "<del>21.50</del>" in late.text
    assert "<ins>25.00</ins>" in late.text
    assert "<ins>Posti</ins>" in late.text
    assert f'value="{newest_of(service).id}"' in late.text


def test_who_has_seen_both_saves_the_next_version(client_of: ClientOf) -> None:
    service = make_delivery_service(make_cooperative())
    changed(client_of, service)
    later = {"version": str(newest_of(service).id), "starts_on": "2040-01-01"}
    assert changed(client_of, service, **later).status_code == 302


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"starts_on": (today() - timedelta(days=1)).isoformat()}, "starts_on"),
        ({"days_max": "3"}, "days_max"),
        ({"tracking_url": "http://post.example/"}, "tracking_url"),
        ({"steps-0-zone_europe": "-4"}, "steps-0-zone_europe"),
        ({"steps-0-up_to": ""}, "steps-0-up_to"),
        ({"steps-1-up_to": "2", "steps-1-zone_europe": "30"}, "steps-1-up_to"),
        ({"steps-1-up_to": "5", "steps-1-zone_europe": "3"}, "steps-1-zone_europe"),
        ({"steps-1-up_to": "5"}, "steps-1-up_to"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    client_of: ClientOf, typed: dict[str, str], field: str
) -> None:
    service = make_delivery_service(make_cooperative())
    answer = changed(client_of, service, **typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "Tariff of 1 November" in answer.text
    assert newest_of(service) is service


def test_rates_without_a_price_are_none(client_of: ClientOf) -> None:
    service = make_delivery_service(make_cooperative())
    none = {"steps-0-up_to": "", "steps-0-zone_europe": ""}
    answer = changed(client_of, service, **none)
    assert answer.status_code == 422
    assert "Type at least one weight with a price." in answer.text


def test_the_day_of_the_last_change_is_taken(client_of: ClientOf) -> None:
    service = make_delivery_service(make_cooperative())
    changed(client_of, service)
    again = changed(client_of, service, version=str(newest_of(service).id))
    assert again.status_code == 422
    assert 'id="starts_on-error"' in again.text


def test_a_change_to_come_is_taken_back(client_of: ClientOf) -> None:
    service = make_delivery_service(make_cooperative())
    changed(client_of, service)
    client = client_of(make_staff(service.cooperative))
    made = newest_of(service).id
    assert client.post(f"/en/office/delivery/{made}/take-back").status_code == 302
    assert price(service.cooperative, SOON) == [Money(19_00, "EUR")]
    assert client.post(f"/en/office/delivery/{service.id}/take-back").status_code == 409


def test_a_way_is_offered_no_more_from_a_day_on(client_of: ClientOf) -> None:
    service = make_delivery_service(make_cooperative())
    client, address = client_of(make_staff(service.cooperative)), "/en/office/delivery"
    ended = [
        client.post(f"{address}/{service.id}/end", data={"ends_on": day}).status_code
        for day in ("2001-01-01", SOON.isoformat(), SOON.isoformat())
    ]
    assert ended == [422, 302, 409]
    assert price(service.cooperative, SOON - timedelta(days=1))
    assert price(service.cooperative, SOON) == []


def test_a_new_way_of_sending_is_added_once(client_of: ClientOf) -> None:
    service = make_delivery_service(make_cooperative())
    client = client_of(make_staff(service.cooperative, Role.SALES))
    address = f"/en/office/delivery/of/{service.cooperative_id}/new"
    new = sent(service, code="air", starts_on=today().isoformat())
    assert [client.post(address, data=new).status_code for _ in range(2)] == [302, 422]
    assert Money(21_50, "EUR") in price(service.cooperative, today())


def test_rates_of_another_cooperative_do_not_exist(client_of: ClientOf) -> None:
    service = make_delivery_service(make_cooperative())
    stranger = client_of(make_staff(make_cooperative(), Role.SALES))
    for act in ("change", "end"):
        assert stranger.get(f"/en/office/delivery/{service.id}/{act}").status_code == 404
    assert stranger.get(f"/en/office/delivery/of/{service.cooperative_id}").status_code == 404


def test_whoever_only_ships_reads(client_of: ClientOf) -> None:
    service = make_delivery_service(make_cooperative())
    client = client_of(make_staff(service.cooperative, Role.SHIPPING))
    page = client.get("/en/office/delivery/").text
    assert "Registered post" in page
    assert "Change from a day on" not in page
    assert client.get(f"/en/office/delivery/{service.id}/change").status_code == 403


def test_more_ways_are_no_more_queries(client_of: ClientOf) -> None:
    seller, asked = make_cooperative(), []
    client = client_of(make_staff(seller))
    for code in ("post", "air"):
        make_delivery_service(seller, code=code)
        with count_queries() as queries_sent:
            client.get("/en/office/delivery/")
        asked.append(len(queries_sent))
    assert asked[0] == asked[1]
