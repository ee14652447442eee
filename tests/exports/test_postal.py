"""The customs declarations that the post asks for, read back from their PDFs."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from marketplace.compliance.postal import postal_form
from marketplace.core.db import db
from marketplace.exports import queries, services
from marketplace.localisation.models import ExchangeRate
from marketplace.media.services import keep_file, read_file
from marketplace.orders.models import Order, OrderLine, ParcelDocument
from tests.conftest import ClientOf
from tests.factories.fulfilment import make_line, make_paid_order, make_shipper, pack

DAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def rate() -> None:
    """A euro is worth four fifths of a special drawing right."""
    for pair in (("EUR", "XDR"), ("XDR", "EUR")):
        db.session.query(ExchangeRate).filter_by(base=pair[0], quote=pair[1]).delete()
    told = {"as_of": date(2026, 1, 1), "rate": Decimal("0.8"), "source": "test"}
    db.session.add(ExchangeRate(base="EUR", quote="XDR", **told))
    db.session.flush()


def declaration(order: Order, grams: int = 1_400) -> str:
    """What it says, on one line."""
    parcel = queries.parcel_with_id(pack(order, gross_grams=grams).id)
    paper = services.paper(services.BY_POST, order, parcel)
    pages = PdfReader(BytesIO(read_file(paper.file))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def light(**given: object) -> OrderLine:
    return make_line(2, 49_90, net_grams=180, titles={"en": "Chamush", "fa": "چموش"}, **given)


def test_what_is_light_and_of_low_value_gets_the_label() -> None:
    told = declaration(make_paid_order(light()))
    assert "CUSTOMS DECLARATION CN 22 DÉCLARATION EN DOUANE CN 22" in told
    assert "2 × Chamush 0.360 99.80 6214.20 IR" in told
    assert "Poids total 1.400" in told
    assert "Valeur totale EUR 99.80" in told


@pytest.mark.parametrize(("price", "grams"), [(400_00, 1_400), (49_90, 2_001)])
def test_what_is_dear_or_heavy_gets_the_form(price: int, grams: int) -> None:
    told = declaration(make_paid_order(make_line(1, price)), grams)
    assert "CUSTOMS DECLARATION CN 23" in told


def test_the_form_names_both_sides_the_goods_and_the_postage() -> None:
    order = make_paid_order(make_line(3, 150_00, net_grams=700), shipping_minor=19_00)
    told = declaration(order, 8_400)
    for part in (
        "Nom Clara Weiß",
        "Pays Germany (DE)",
        "Pays Iran (IR)",
        f"expéditeur {order.cooperative.national_id}",
        "3 2.100 450.00 6214.20 IR",
        "Poids brut total 8.400",
        "Valeur totale EUR 450.00",
        "Frais de port EUR 19.00",
        f"N° de la facture CI-{order.number}-P1",
    ):
        assert part in told, part


def test_what_was_sold_is_no_gift_for_customs_and_says_whose_present_it_is() -> None:
    told = declaration(make_paid_order(light(), gift_note="For Leila"))
    assert re.search(r"X Sale of goods / Vente de marchandises", told)
    assert not re.search(r"X Gift", told)
    assert "Bought for somebody else as a present / Acheté pour être offert" in told
    assert "Leila" not in told


def test_plaited_plants_are_named_for_the_inspection() -> None:
    order = make_paid_order(make_line(4, 200_00, flags=["phyto"]))
    assert "Plaited plant material" in declaration(order, 5_000)


def test_without_a_rate_nobody_guesses_a_low_value() -> None:
    assert postal_form(None, 100, DAY) == "CN23"
    assert postal_form(Decimal(300), 2000, DAY) == "CN22"
    assert postal_form(Decimal(300), 2000, date(2020, 1, 1)) == "CN23"


def test_staff_print_it_from_the_papers_of_the_parcel(client_of: ClientOf) -> None:
    order = make_paid_order(light())
    parcel = pack(order, with_papers=False)
    client = client_of(make_shipper(order))
    address = f"/en/papers/parcels/{parcel.number}/postal_declaration.pdf"
    assert address in client.get(f"/en/office/parcels/{parcel.number}").text
    assert client.get(address).data.startswith(b"%PDF")
    folder = ZipFile(BytesIO(client.get(f"/en/papers/parcels/{parcel.number}/papers.zip").data))
    assert f"CN23-{parcel.number}.pdf" in folder.namelist()


def test_what_goes_by_courier_has_none(client_of: ClientOf) -> None:
    order = make_paid_order(light(), delivery={"code": "courier"})
    parcel = pack(order)
    client = client_of(make_shipper(order))
    address = f"/en/papers/parcels/{parcel.number}/postal_declaration.pdf"
    assert client.get(address).status_code == 404


def test_a_declaration_that_was_attached_before_we_made_them_stays(client_of: ClientOf) -> None:
    order = make_paid_order(light())
    parcel, by = pack(order), make_shipper(order)
    file = keep_file("cn23.pdf", b"%PDF-1.7 stamped", "application/pdf", by)
    put = {"code": "postal_declaration", "reference": "CN 1", "rule_as_of": DAY}
    db.session.add(ParcelDocument(parcel_id=parcel.id, by_id=by.id, file_id=file.id, **put))
    address = f"/en/office/parcels/{parcel.number}"
    assert f"{address}/papers/postal_declaration/file" in client_of(by).get(address).text
    kept = client_of(by).get(f"{address}/papers/postal_declaration/file")
    assert kept.data == b"%PDF-1.7 stamped"
