"""Numbers of nothing lead nowhere."""

import pytest

from marketplace.accounts.permissions import Role
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_cooperative, make_staff


@pytest.mark.parametrize("number", ["0", "2147483648", "9" * 30])
def test_numbers_of_nothing_are_not_found(client_of: ClientOf, number: str) -> None:
    manager = client_of(make_staff(make_cooperative()))
    for page in (f"members/{number}", f"members/{number}/edit", f"members/invitations/{number}"):
        assert manager.get(f"/en/office/{page}").status_code == 404
    assert manager.get(f"/en/office/cooperative/{number}/settings").status_code == 404
    administrator = client_of(make_user(Role.ADMINISTRATOR))
    assert administrator.get(f"/en/admin/cooperatives/{number}").status_code == 404
