"""What a script is answered when it sends a screen of the studio, late or twice."""

from marketplace.catalogue.models import Revision
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.catalogue import make_product, make_revision
from tests.factories.cooperatives import make_cooperative, make_maker

SCRIPT = {"Accept": "application/json", "Idempotency-Key": "0123456789abcdef"}


def drafted(client_of: ClientOf) -> tuple[object, Revision]:
    cooperative = make_cooperative()
    user, artisan = make_maker(cooperative)
    product = make_product(artisan=artisan, cooperative=cooperative, variants=0, pictures=0)
    return client_of(user), make_revision(product=product)


def test_a_screen_that_is_sent_again_is_saved_once(client_of: ClientOf) -> None:
    client, revision = drafted(client_of)
    path, data = f"/en/studio/{revision.id}/piece", {"seen": revision.version, "title_en": "Mat"}
    first, again = (client.post(path, data=data, headers=SCRIPT) for _ in range(2))  # type: ignore[attr-defined]
    assert (first.status_code, first.json) == (200, again.json)
    assert first.json["next"].endswith("/size")
    db.session.expire_all()
    assert revision.version == first.json["version"]


def test_a_late_screen_overwrites_nothing(client_of: ClientOf) -> None:
    client, revision = drafted(client_of)
    data = {"seen": revision.version - 1, "title_en": "Mat"}
    answer = client.post(f"/en/studio/{revision.id}/piece", data=data, headers=SCRIPT)  # type: ignore[attr-defined]
    assert answer.status_code == 409
    assert "saved somewhere else" in answer.json["faults"][0]["message"]


def test_a_screen_with_a_fault_names_its_field(client_of: ClientOf) -> None:
    client, revision = drafted(client_of)
    data = {"seen": revision.version, "length": "long"}
    answer = client.post(f"/en/studio/{revision.id}/size", data=data, headers=SCRIPT)  # type: ignore[attr-defined]
    assert (answer.status_code, answer.json["faults"][0]["field"]) == (422, "length")
