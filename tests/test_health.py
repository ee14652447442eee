from tests.conftest import ClientOf


def test_it_lives_and_is_ready(client_of: ClientOf) -> None:
    assert client_of(None).get("/health/live").status_code == 200
    answer = client_of(None).get("/health/ready")
    assert answer.status_code == 200
    assert answer.json["database"]


def test_a_stranger_address_is_a_page_of_ours(client_of: ClientOf) -> None:
    answer = client_of(None).get("/nothing-here")
    assert answer.status_code == 404
    assert answer.headers["Content-Security-Policy"]
