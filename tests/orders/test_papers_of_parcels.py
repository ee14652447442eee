from io import BytesIO
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts.models import AuditEntry
from marketplace.accounts.permissions import Role
from marketplace.compliance.papers import Sending, papers_for
from marketplace.core.db import db
from marketplace.core.errors import Conflict, NotFound
from marketplace.orders.errors import PapersMissing
from marketplace.orders.fulfilment import papers, sending
from marketplace.orders.fulfilment.sending import Handover
from marketplace.orders.models import Parcel, ParcelState
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.fulfilment import make_line, make_paid_order, make_shipper, pack

TO_GERMANY = {
    "commercial_invoice",
    "packing_list",
    "parties_check",
    "postal_declaration",
    "responsible_person",
    "wood_origin",
}
SCAN = b"%PDF-1.7 stamped by the post"


def fresh(*flags: str) -> Parcel:
    """Packed, partly of wood, and nobody has seen to its papers."""
    order = make_paid_order(make_line(1, flags=["eudr", *flags]))
    return pack(order, with_papers=False)


def table(client_of: ClientOf, parcel: Parcel) -> tuple[FlaskClient, str]:
    """The packing table of its cooperative, and where the parcel is on it."""
    client = client_of(make_user(Role.SHIPPING, scope_id=parcel.order.cooperative_id))
    db.session.commit()
    return client, f"/en/office/parcels/{parcel.number}"


@pytest.mark.parametrize(
    ("country", "flags", "service", "package", "paper", "required"),
    [
        ("DE", [], "post", "CT", "postal_declaration", True),
        ("DE", [], "courier", "CT", "air_waybill", True),
        ("DE", ["phyto"], "post", "CT", "phytosanitary", False),
        ("AU", ["phyto"], "post", "CT", "phytosanitary", True),
        ("AE", [], "post", "CT", "chamber_origin", True),
        ("DE", [], "post", "CT", "chamber_origin", False),
        ("KZ", [], "post", "CT", "ct3", False),
        ("GB", ["food_contact"], "post", "CT", "food_test", True),
        ("JP", ["food_contact"], "post", "CT", "food_test", None),
        ("FR", ["eudr"], "post", "CT", "wood_origin", True),
        ("JP", [], "post", "CS", "ispm15", True),
        ("JP", [], "post", "CT", "ispm15", None),
        ("JP", ["cites_check"], "post", "CT", "species", True),
        ("ZZ", [], "", "CT", "commercial_invoice", True),
    ],
)
def test_what_goes_where_and_how_says_which_papers(
    country: str, flags: list[str], service: str, package: str, paper: str, required: bool | None
) -> None:
    (rules,) = papers_for(Sending(country, flags, service, package))
    assert {rule.paper: rule.required for rule in rules}.get(paper) is required


def test_every_rule_is_told_in_both_languages_and_has_a_source() -> None:
    (rules,) = papers_for(Sending("AU", ["phyto", "cites_check", "ispm15"], "post", "CS"))
    for rule in rules:
        assert all(rule.name.values())
        assert all(rule.reason.values())
        assert rule.source


def test_a_parcel_stays_until_its_papers_are_there() -> None:
    parcel = fresh("toy_safety")
    with pytest.raises(PapersMissing) as refusal:
        sending.ship(parcel, Handover("Post", "RR1"), make_shipper(parcel.order))
    assert len(refusal.value.papers) == len(TO_GERMANY) - 3 + 1
    assert parcel.state is ParcelState.PACKED


def test_with_every_paper_there_it_leaves() -> None:
    parcel, by = fresh(), make_shipper(fresh().order)
    for code in ("parties_check", "wood_origin", "responsible_person"):
        papers.put(parcel, code, "WO 1", None, by)
    sending.ship(parcel, Handover("Post", "RR1"), by)
    assert parcel.state is ParcelState.SHIPPED


def test_what_somebody_else_has_put_there_stays() -> None:
    parcel = fresh()
    first, second = make_shipper(parcel.order), make_shipper(parcel.order)
    papers.put(parcel, "wood_origin", "WO 1", None, first)
    papers.put(parcel, "wood_origin", "WO 1", None, first)
    with pytest.raises(Conflict):
        papers.put(parcel, "wood_origin", "WO 2", None, second)


def test_a_paper_that_it_does_not_need_is_not_taken() -> None:
    with pytest.raises(NotFound):
        papers.paper_of(fresh(), "phytosanitary")


def test_papers_of_a_parcel_that_left_stay_as_they_are() -> None:
    parcel = fresh()
    by = make_shipper(parcel.order)
    parcel.state = ParcelState.SHIPPED
    with pytest.raises(Conflict):
        papers.put(parcel, "parties_check", "", None, by)


def test_the_page_names_every_gap_and_does_not_offer_to_send(client_of: ClientOf) -> None:
    client, at = table(client_of, fresh())
    page = client.get(at).text
    assert "3 of 6 papers" in page
    assert page.count('href="#paper-') == 3
    assert f"{at}/ship" not in page


def test_sending_by_its_address_is_refused_with_the_gaps(client_of: ClientOf) -> None:
    client, at = table(client_of, fresh())
    answer = client.post(f"{at}/ship", data={"carrier": "Post", "tracking_number": "RR7"})
    assert answer.status_code == 409
    assert "RR7" in answer.text
    assert answer.text.count(f"{at}#paper-") == 3


def test_a_scan_is_kept_with_the_name_of_who_put_it(client_of: ClientOf) -> None:
    client, at = table(client_of, fresh())
    file = (BytesIO(SCAN), "wood.pdf")
    client.post(f"{at}/papers/wood_origin", data={"reference": "WO 47", "file": file})
    page = client.get(at).text
    assert "WO 47" in page
    assert "4 of 6 papers" in page
    assert client.get(f"{at}/papers/wood_origin/file").data == SCAN
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("%paper%")))
    assert acts.all() == ["order.paper_put"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [({}, "Choose a file, or write"), ({"file": (BytesIO(b"MZ"), "a.pdf")}, "not a PDF")],
)
def test_neither_number_nor_readable_scan_is_said_beside_the_field(
    client_of: ClientOf, sent: dict[str, object], said: str
) -> None:
    client, at = table(client_of, fresh())
    answer = client.post(f"{at}/papers/wood_origin", data=sent)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_tick_is_one_press_and_can_be_taken_back(client_of: ClientOf) -> None:
    client, at = table(client_of, fresh())
    client.post(f"{at}/papers/parties_check")
    assert "4 of 6 papers" in client.get(at).text
    client.post(f"{at}/papers/parties_check/take-back")
    assert "3 of 6 papers" in client.get(at).text


def test_all_papers_come_in_one_folder(client_of: ClientOf) -> None:
    parcel = fresh()
    client, at = table(client_of, parcel)
    client.post(f"{at}/papers/wood_origin", data={"file": (BytesIO(SCAN), "wood.pdf")})
    folder = ZipFile(BytesIO(client.get(f"/en/papers/parcels/{parcel.number}/papers.zip").data))
    assert len(folder.namelist()) == 4
    assert folder.read("wood_origin-wood.pdf") == SCAN
