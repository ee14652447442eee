import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.exports import content, figures, queries, services
from marketplace.exports.models import Paper, PaperKind
from marketplace.localisation.addresses import validated
from marketplace.localisation.formats import paper_day
from marketplace.media.services import read_file
from marketplace.orders.models import Order, OrderState, Parcel
from tests.factories.fulfilment import ADDRESS, make_line, make_paid_order, pack
from tests.support.jobs import run_jobs


def read(paper: Paper) -> PdfReader:
    return PdfReader(BytesIO(read_file(paper.file)))


def words(paper: Paper) -> str:
    return " ".join(page.extract_text() for page in read(paper).pages)


def papers(order: Order) -> tuple[Parcel, Paper, Paper]:
    parcel = pack(order)
    invoice, packing_list, *_postal = services.papers_of_parcel(queries.parcel_with_id(parcel.id))
    return parcel, invoice, packing_list


def figures_of(text: str) -> dict[str, Any]:
    """The figures of a paper's goods, as somebody reads them: by SKU, and their sum."""
    rows = re.findall(r"(SKU-\d+)\n(\d{4}\.\d{2})\s+([A-Z]{2})\s+(\d+)\s+C62\s+([\d.,]+)", text)
    return {sku: (code, origin, int(qty), net) for sku, code, origin, qty, net in rows}


def test_invoice_and_packing_list_agree_on_every_quantity_weight_and_code() -> None:
    order = make_paid_order(make_line(3, 49_90, net_grams=180), make_line(1, hs_code="460211"))
    _parcel, invoice, packing_list = papers(order)
    read_off = figures_of(words(invoice))
    assert read_off == figures_of(words(packing_list))
    assert read_off[order.lines[0].sku] == ("6214.20", "IR", 3, "0.540")
    assert read_off[order.lines[1].sku] == ("4602.11", "IR", 1, "0.620")


def test_sums_on_paper_are_those_of_the_order() -> None:
    order = make_paid_order(make_line(3, 1234_50), shipping_minor=19_00)
    _parcel, invoice, packing_list = papers(order)
    text = words(invoice)
    assert "EUR 3,703.50" in text
    assert "EUR 19.00" in text
    assert "EUR 3,722.50" in text
    assert "EUR 3,703.50" in words(packing_list)
    assert "three thousand seven hundred twenty-two and 50/100" in text.replace("\n", " ")


def test_the_packing_list_of_a_gift_tells_its_words_and_no_price() -> None:
    order = make_paid_order(make_line(3, 1234_50), gift_note="For Leila\nبرای لیلا")
    _parcel, invoice, packing_list = papers(order)
    told = words(packing_list)
    assert "For Leila" in told
    assert "3,703.50" not in told
    assert "EUR" not in told
    assert "3,703.50" in words(invoice)


def test_papers_are_archivable_and_accessible() -> None:
    _parcel, *made = papers(make_paid_order())
    for paper in [*made, services.proforma(queries.order_with_id(made[0].order_id))]:
        reader = read(paper)
        meta = reader.xmp_metadata
        assert meta
        xmp = meta.stream.get_data().decode()
        assert re.search(r"pdfaid:part>3<.*pdfaid:conformance>A<", xmp, re.DOTALL)
        assert "pdfuaid:part>1<" in xmp
        catalogue = reader.trailer["/Root"]
        assert catalogue["/MarkInfo"]["/Marked"]
        assert catalogue["/Lang"] == "en"
        assert reader.metadata
        assert paper.number in (reader.metadata.title or "")


def test_persian_stands_in_the_papers_and_can_be_copied_out() -> None:
    order = make_paid_order(make_line(1, titles={"en": "Shawl", "fa": "چادرشب"}))
    _parcel, invoice, packing_list = papers(order)
    assert "چادرشب" in words(invoice)
    assert "فهرست" in words(packing_list)
    year = paper_day(today(), "fa").split()[1]
    assert year in words(packing_list)


def test_the_proforma_names_the_bank_the_reference_and_the_last_day() -> None:
    order = make_paid_order(state=OrderState.PLACED)
    text = words(services.proforma(queries.order_with_id(order.id)))
    assert order.payment
    assert f"Reference {order.payment.reference}" in text
    assert "IBAN DE89370400440532013000" in text
    assert paper_day(order.reserved_until.date(), "en") in text
    assert f"PF-{order.number}" in text


def test_all_parties_terms_and_package_stand_on_the_invoice() -> None:
    order = make_paid_order()
    parcel, invoice, _list = papers(order)
    text = " ".join(words(invoice).split())
    for part in (
        f"National ID {order.cooperative.national_id}",
        "Clara Weiß",
        "20357 HAMBURG",
        "Germany",
        "DAP Hamburg, Incoterms 2020",
        "Iran (IR)",
        "1 carton (CT)",
        "420 × 420 × 460 mm, 0.081 m³",
        "Gross 25.000 kg",
        f"KOTAM / {parcel.number} / DE",
        "of Iran origin",
    ):
        assert part in text, part


def test_a_parcel_is_invoiced_with_its_own_pieces_and_freight() -> None:
    order = make_paid_order(make_line(4, 100_00), shipping_minor=20_00)
    parcel = pack(order, quantities={order.lines[0].id: 1})
    own = figures.of_parcel(queries.parcel_with_id(parcel.id))
    assert (own.pieces, own.goods.minor, own.freight.minor) == (1, 100_00, 5_00)


def test_sixty_lines_with_long_names_take_several_pages() -> None:
    long = {"en": "Hand-woven silk " * 12, "fa": "چادرشب ابریشمی دست‌باف " * 12}
    order = make_paid_order(*(make_line(1, titles=long) for _ in range(60)))
    _parcel, invoice, packing_list = papers(order)
    assert len(read(invoice).pages) > 3
    assert figures_of(words(invoice)).keys() == figures_of(words(packing_list)).keys()
    assert len(figures_of(words(invoice))) == 60


@pytest.mark.parametrize(
    "given",
    [
        {"seller": {}},
        {"address": {"country": "JP", "name": "山田 花子", "street_address": "銀座 1"}},
        {"address": {"name": "#eval $x$ *b* \x07 \u202e"}},
        {"address": ADDRESS | {"name": "x" * 300, "company_name": "y" * 120}},
        {"locale": "fa", "incoterm_place": ""},
    ],
)
def test_what_is_missing_or_strange_breaks_no_paper(given: dict[str, Any]) -> None:
    order = make_paid_order(make_line(1, titles={}, variant_names={"en": "a"}), **given)
    _parcel, invoice, packing_list = papers(order)
    assert invoice.number in words(invoice)
    assert services.proforma(order).number == f"PF-{order.number}"


def test_a_paper_to_japan_names_the_receiver_in_letters_that_customs_read() -> None:
    given = {"name": "Hanako Yamada", "street_address": "2-11-3 Meguro", "postal_code": "153-0063"}
    address = validated("JP", given | {"country_area": "Tokyo"})
    order = make_paid_order(address={**address.as_json(), "local": "東京都目黒区"})
    _parcel, invoice, _list = papers(order)
    assert "Hanako Yamada" in words(invoice)
    assert "TOKYO" in words(invoice).upper()
    assert "?" not in words(invoice)


def test_typed_text_is_never_read_as_markup() -> None:
    order = make_paid_order(make_line(1, titles={"en": '#read("/etc/passwd") *x* $y$ _z_'}))
    _parcel, invoice, _list = papers(order)
    assert '#read("/etc/passwd") *x* $y$ _z_' in words(invoice)


def test_a_paper_is_made_once_and_kept_as_it_was() -> None:
    order = make_paid_order()
    parcel, invoice, _list = papers(order)
    order.lines[0].titles = {"en": "changed"}
    again, *_rest = services.papers_of_parcel(parcel)
    assert again.id == invoice.id
    assert "changed" not in words(again)


def test_the_worker_makes_the_papers_of_what_was_packed() -> None:
    order = make_paid_order()
    pack(order)
    run_jobs()
    kinds = [paper.kind for paper in queries.papers_of(order.id)]
    assert kinds == [PaperKind.COMMERCIAL_INVOICE, PaperKind.PACKING_LIST]


def test_every_paper_has_a_number_of_its_own() -> None:
    order = make_paid_order()
    parcel = pack(order)
    numbers = {content.number_of(kind, order, parcel) for kind in services.OF_PARCELS}
    assert numbers == {f"CI-{parcel.number}", f"PL-{parcel.number}"}
    assert db.session.get(Parcel, parcel.id)
