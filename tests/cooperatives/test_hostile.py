"""Whatever is sent, the answer is a page of ours: never a fault."""

import pytest

from marketplace.accounts.permissions import Role
from marketplace.cooperatives.services import invitations
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_artisan, make_cooperative, make_staff

NASTY = (
    *("", "x" * 70_000, "-1", "1e999999999", "9" * 400, "٣" * 60, "０１２", "NaN", "Infinity"),
    *("'; drop table users; --", "${7*7}", "%(x)s", "\u202e", "😀" * 300, "../../x"),
)
FIELDS = (
    *("version", "name_en", "name_fa", "street", "street_fa", "city", "postal_code", "place_id"),
    *("email", "phone", "story_en", "currency", "holder", "bank", "iban", "bic", "account_id"),
    *("starts_on", "rate", "cooperative", "fees", "training", "reason", "role", "user_id"),
    *("works_since", "sheba", "forget_sheba", "portrait", "cooperative_id", "member_number"),
    *("ends_on", "name", "language", "crafts", "code", "kind", "registration_number"),
    *("national_id", "manager-email", "nothing"),
)


@pytest.mark.parametrize("value", NASTY)
def test_no_form_of_ours_breaks(client_of: ClientOf, value: str) -> None:
    cooperative = make_cooperative()
    artisan = make_artisan(cooperative=cooperative)
    made = invitations.invite(cooperative, "Z", None, by=make_staff(cooperative))
    manager, administrator = (
        client_of(make_staff(cooperative)),
        client_of(make_user(Role.ADMINISTRATOR)),
    )
    office, register = "/fa/office", "/fa/admin/cooperatives"
    mine = [f"{office}/cooperative/{cooperative.id}/{page}" for page in ("settings", "accounts")]
    mine += [f"{office}/cooperative/{cooperative.id}/{page}" for page in ("terms", "staff")]
    mine += [f"{mine[1]}/close", f"{mine[3]}/revoke", f"{office}/members/new"]
    mine += [
        f"{office}/members/{artisan.id}/{page}" for page in ("edit", "crafts", "invite", "end")
    ]
    hers = [
        f"{register}/new",
        f"{register}/{cooperative.id}",
        f"{register}/{cooperative.id}/manager",
    ]
    data = {field: [value, value] for field in FIELDS}
    for client, pages in ((manager, mine), (administrator, hers)):
        for page in pages:
            assert client.post(page, data=data).status_code in (302, 404, 409, 413, 422), page
    assert manager.post(f"/fa/invitations/{made.token}", data=data).status_code in (302, 409)


@pytest.mark.parametrize("number", ["0", "2147483648", "9" * 30])
def test_numbers_of_nothing_are_not_found(client_of: ClientOf, number: str) -> None:
    manager = client_of(make_staff(make_cooperative()))
    for page in (f"members/{number}", f"members/{number}/edit", f"members/invitations/{number}"):
        assert manager.get(f"/en/office/{page}").status_code == 404
    assert manager.get(f"/en/office/cooperative/{number}/settings").status_code == 404
    administrator = client_of(make_user(Role.ADMINISTRATOR))
    assert administrator.get(f"/en/admin/cooperatives/{number}").status_code == 404
