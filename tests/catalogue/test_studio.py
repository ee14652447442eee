from io import BytesIO

from marketplace.catalogue.models import Revision, RevisionState
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.catalogue import make_craft
from tests.factories.cooperatives import make_cooperative, make_maker, make_place
from tests.factories.media import picture_bytes

STEPS = ("photos", "piece", "size", "price", "origin", "send")


def picture(name: str = "shawl.jpg") -> tuple[BytesIO, str]:
    return BytesIO(picture_bytes()), name


def test_six_screens_from_nothing_to_the_cooperative(client_of: ClientOf) -> None:
    user, artisan = make_maker(make_cooperative())
    craft, place, client = make_craft(), make_place(), client_of(user)
    answer = client.post("/fa/studio/new", data={"photos": [picture()]})
    revision = db.session.query(Revision).one()
    assert answer.location == f"/fa/studio/{revision.id}/photos"
    picture_id = revision.content["pictures"][0]["picture_id"]
    screens = {
        "photos": {"pictures-0-picture_id": picture_id, "pictures-0-alt_fa": "تمام کار"},
        "piece": {"title_fa": "شال", "craft_id": craft.id, "story_fa": "بافتم."},
        "size": {
            "length": "۲۰۰",
            "width": "۷۰٫۵",
            "materials-0-name_fa": "پنبه",
            "net_grams": "۳۴۰",
            "packed_grams": "٤٥٠",
        },
        "price": {"price": "۵۸٫۵۰", "made": "stock", "ready": "۳"},
        "origin": {"place_id": place.id, "care_fa": "با آب سرد", "hs_code": "621410"},
        "send": {},
    }
    for name, typed in screens.items():
        url = f"/fa/studio/{revision.id}/{name}"
        assert client.get(url).status_code == 200
        answer = client.post(url, data=typed | {"seen": revision.version})
        assert answer.status_code == 302, (name, answer.text)
    assert revision.state is RevisionState.IN_REVIEW
    content = revision.content
    assert (content["length_mm"], content["width_mm"]) == (2000, 705)
    assert content["variants"][0]["price_minor"] == 58_50
    assert content["materials"] == [{"names": {"fa": "پنبه"}, "percent": 100}]
