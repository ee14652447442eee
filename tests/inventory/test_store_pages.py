"""The pages of the store: sending, lending, counting, labels, figures."""

from io import BytesIO
from types import SimpleNamespace

import pytest
import zxingcpp
from flask.testing import FlaskClient
from pypdf import PdfReader

from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.inventory import services
from marketplace.inventory.labels import label_sheet, labels_of, qr_svg
from marketplace.inventory.models import StockItem, Stocktake, Transfer, WriteOff
from tests.conftest import ClientOf
from tests.factories.catalogue import make_product
from tests.factories.cooperatives import make_staff
from tests.factories.inventory import make_location, make_stock
from tests.factories.media import picture_bytes
from tests.support.papers import picture_of

STOCK = "/en/office/stock"


@pytest.fixture
def item() -> StockItem:
    return make_stock(make_product().variants[0], 5)


@pytest.fixture
def desk(client_of: ClientOf, item: StockItem) -> FlaskClient:
    return client_of(make_staff(item.location.cooperative, Role.SHIPPING))


def the(model: type) -> SimpleNamespace:
    found: SimpleNamespace = db.session.scalars(db.select(model).order_by(model.id.desc())).first()
    return found


def taking(item: StockItem, pieces: int) -> dict[str, object]:
    place = item.location_id
    return {"place": place, "lines-0-item_id": item.id, "lines-0-quantity": pieces}


def test_pieces_are_sent_and_received(desk: FlaskClient, item: StockItem) -> None:
    to = make_location(item.location.cooperative)
    typed = taking(item, 2) | {"location_id": to.id}
    assert desk.post(f"{STOCK}/moves/send", data=typed).status_code == 302
    transfer = the(Transfer)
    address = f"{STOCK}/moves/{transfer.id}"
    came = {"lines-0-line_id": transfer.lines[0].id, "lines-0-pieces": "1"}
    short = desk.post(f"{address}/receive", data=came)
    assert short.status_code == 422
    assert "Say why fewer came." in short.text
    came["lines-0-reason"] = "Fell off the cart"
    assert desk.post(f"{address}/receive", data=came).status_code == 302
    assert desk.post(f"{address}/receive", data=came).status_code == 409
    assert "Fell off the cart" in desk.get(address).text


def test_too_many_are_not_sent(desk: FlaskClient, item: StockItem) -> None:
    to = make_location(item.location.cooperative)
    typed = taking(item, 9) | {"location_id": to.id}
    assert desk.post(f"{STOCK}/moves/send", data=typed).status_code == 409


def test_a_loan_keeps_pictures_of_before_and_after(desk: FlaskClient, item: StockItem) -> None:
    terms = {"borrower": "Fair", "venue": "Hall 7", "ends_on": "1500/01/01"}
    assert desk.post(f"{STOCK}/moves/lend", data=taking(item, 2) | terms).status_code == 302
    loan = the(Transfer)
    address = f"{STOCK}/moves/{loan.id}"
    photo = {"photos": (BytesIO(picture_bytes()), "bowl.jpg")}
    assert desk.post(f"{address}/pictures", data=photo).status_code == 302
    came = {"lines-0-line_id": loan.lines[0].id, "lines-0-pieces": "2"}
    desk.post(f"{address}/receive", data=came)
    photo = {"photos": (BytesIO(picture_bytes()), "bowl.jpg")}
    assert desk.post(f"{address}/pictures", data=photo).status_code == 302
    db.session.refresh(loan)
    assert [shown.came_back for shown in loan.pictures] == [False, True]


def test_a_write_off_is_decided_by_somebody_else(
    client_of: ClientOf, desk: FlaskClient, item: StockItem
) -> None:
    typed = {"quantity": "2", "note": "moths"}
    assert desk.post(f"{STOCK}/{item.id}/write-off", data=typed).status_code == 302
    address = f"{STOCK}/write-offs/{the(WriteOff).id}/agree"
    assert desk.post(address).status_code == 403
    other = client_of(make_staff(item.location.cooperative))
    assert other.post(address).status_code == 302
    assert item.on_hand == 3


def test_a_sheet_says_nothing_of_the_book(desk: FlaskClient, item: StockItem) -> None:
    services.receive(item.variant_id, item.location_id, 4316, "many", None)
    typed = {"location_id": item.location_id}
    assert desk.post(f"{STOCK}/counts/", data=typed).status_code == 302
    page = desk.get(f"{STOCK}/counts/{the(Stocktake).id}/sheet").text
    assert item.variant.sku in page
    assert "4321" not in page
    assert "4,321" not in page


def test_a_count_goes_from_the_phone_to_the_book(desk: FlaskClient, item: StockItem) -> None:
    desk.post(f"{STOCK}/counts/", data={"location_id": item.location_id})
    stocktake = the(Stocktake)
    line, address = stocktake.lines[0].id, f"{STOCK}/counts/{stocktake.id}"
    typed = {f"c{line}-counted": "۴", f"c{line}-seen": "0"}
    assert desk.post(f"{address}/lines/{line}", data=typed).status_code == 302
    assert desk.post(f"{address}/lines/{line}", data=typed).status_code == 409
    assert desk.post(f"{address}/review").status_code == 302
    assert desk.post(f"{address}/post").status_code == 422
    why = {f"r{line}-reason": "broken", f"r{line}-remark": "on the floor"}
    assert desk.post(f"{address}/lines/{line}/explain", data=why).status_code == 302
    assert desk.post(f"{address}/post").status_code == 302
    assert item.on_hand == 4


def test_scanning_a_label_leads_to_the_piece(desk: FlaskClient, item: StockItem) -> None:
    found = desk.get(f"{STOCK}/find?code={item.variant.sku.lower()}")
    assert found.location.endswith(f"/office/stock/{item.id}")
    assert "q=NOBODY" in desk.get(f"{STOCK}/find?code=nobody").location
    page = desk.get(f"{STOCK}/find")
    assert "scan.js" in page.text
    assert "camera=(self)" in page.headers["Permissions-Policy"]


def test_a_sheet_has_a_label_for_each_piece(item: StockItem) -> None:
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(label_sheet([item]))).pages)
    assert text.count(item.variant.sku) == 5
    assert qr_svg(item.variant.sku).startswith("<svg")


def test_a_scanner_reads_the_code_from_square_and_from_bars(
    desk: FlaskClient, item: StockItem
) -> None:
    sheet = picture_of("labels.typ", labels_of([item]), ppi=254)  # ten dots a millimetre
    label = sheet.crop((sheet.width - 80 - 640, 100, sheet.width - 80, 440))
    found = zxingcpp.read_barcodes(label)
    kinds = {zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128}
    assert ({code.format for code in found}, {code.text for code in found}) == (
        kinds,
        {item.variant.sku},
    )
    address = desk.get(f"{STOCK}/find?code={found[0].text}").location
    assert address.endswith(f"/office/stock/{item.id}")


def test_labels_of_a_place_are_a_pdf(desk: FlaskClient, item: StockItem) -> None:
    answer = desk.get(f"{STOCK}/places/{item.location_id}/labels.pdf")
    assert answer.content_type == "application/pdf"


def test_value_is_shown_by_owner_and_place_for_any_day(desk: FlaskClient, item: StockItem) -> None:
    page = desk.get(f"{STOCK}/value").text
    assert "€290" in page
    assert 'fill="url(#own-lines)"' in page
    assert "Nothing lay here on that day" in desk.get(f"{STOCK}/value?on=1400/01/01").text


def test_too_few_pieces_are_to_be_ordered(desk: FlaskClient, item: StockItem) -> None:
    assert desk.post(f"{STOCK}/{item.id}/least", data={"least": "7"}).status_code == 302
    assert "2 missing" in desk.get(f"{STOCK}/reorder").text
    desk.post(f"{STOCK}/{item.id}/least", data={"least": "0"})
    assert "Nothing is watched yet" in desk.get(f"{STOCK}/reorder").text


@pytest.mark.parametrize("path", ["moves", "counts/", "write-offs"])
def test_stores_of_others_are_not_shown(client_of: ClientOf, item: StockItem, path: str) -> None:
    services.start_count(item.location, make_staff(item.location.cooperative))
    stranger = client_of(make_staff(make_product().cooperative))
    assert item.variant.sku not in stranger.get(f"{STOCK}/{path}").text
    assert stranger.get(f"{STOCK}/counts/{the(Stocktake).id}").status_code == 404
