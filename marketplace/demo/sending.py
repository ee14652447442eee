"""How the cooperatives send: services, zones and prices of the demonstration."""

from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.core.tables import Row, rows_of, upsert
from marketplace.demo.tables import FOLDER, both
from marketplace.demo.world import SINCE, World
from marketplace.orders.models import DeliveryRate, DeliveryService, DeliveryZone


def make_delivery(world: World) -> None:
    upsert(DeliveryZone, rows_of(FOLDER / "zones.csv"))
    rates = list(rows_of(FOLDER / "delivery_rates.csv"))
    for row in rows_of(FOLDER / "delivery_services.csv"):
        for cooperative in world.cooperatives.values():
            db.session.add(_service(cooperative, row, rates))
    db.session.flush()


def _service(cooperative: Cooperative, row: Row, rates: list[Row]) -> DeliveryService:
    return DeliveryService(
        cooperative=cooperative,
        code=row["code"],
        names=both(row, "name"),
        carrier=row["carrier"],
        tracking_url=row["tracking_url"],
        days_min=int(row["days_min"]),
        days_max=int(row["days_max"]),
        volume_divisor=int(row["volume_divisor"]),
        starts_on=SINCE,
        source="demonstration figures",
        rates=[
            DeliveryRate(
                zone=rate["zone"],
                up_to_grams=int(rate["up_to_grams"]),
                price=Money.of(rate["price_eur"], "EUR"),
            )
            for rate in rates
            if rate["service"] == row["code"]
        ],
    )
