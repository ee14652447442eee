import pytest

from marketplace.accounts.permissions import Role
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_cooperative, make_staff

PAGES = ("", "hs-codes", "incoterms")


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("page", PAGES)
def test_staff_look_up_rules(client_of: ClientOf, lang: str, page: str) -> None:
    clerk = make_staff(make_cooperative(), Role.SHIPPING)
    assert client_of(clerk).get(f"/{lang}/office/rules/{page}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_buyers_do_not(client_of: ClientOf, page: str) -> None:
    assert client_of(make_user()).get(f"/en/office/rules/{page}").status_code == 403


def test_old_rules_are_marked_and_unknown_is_a_word(client_of: ClientOf) -> None:
    page = client_of(make_user(Role.AUDITOR)).get("/en/office/rules/").text
    assert "older than 90 days" in page
    assert "unknown" in page


@pytest.mark.parametrize("text", ["بامبو", "bamboo", "4602", "<script>", "%", "\u202e", "x" * 5000])
def test_any_search_is_answered(client_of: ClientOf, text: str) -> None:
    client = client_of(make_user(Role.AUDITOR))
    answer = client.get("/en/office/rules/hs-codes", query_string={"q": text})
    assert answer.status_code == 200
    assert "<script>" not in answer.text
