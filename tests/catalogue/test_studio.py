from io import BytesIO

import pytest
from flask.testing import FlaskClient

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.catalogue import services
from marketplace.catalogue.models import ProductState, Revision, RevisionState
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_content, make_craft, make_product, make_revision
from tests.factories.cooperatives import (
    make_artisan,
    make_cooperative,
    make_maker,
    make_place,
    make_staff,
)
from tests.factories.media import make_picture, picture_bytes

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


def own(**given: object) -> tuple[User, Revision]:
    """A maker and a complete draft of hers."""
    cooperative = make_cooperative()
    user, artisan = make_maker(cooperative)
    product = make_product(
        cooperative=cooperative, artisan=artisan, state=ProductState.DRAFT, variants=0, pictures=0
    )
    revision = make_revision(product=product, **given)
    db.session.commit()
    return user, revision


def at(revision: Revision, step: str, lang: str = "fa") -> str:
    return f"/{lang}/studio/{revision.id}/{step}"


def send(client: FlaskClient, revision: Revision, step: str, **typed: object):
    return client.post(at(revision, step), data={"seen": revision.version} | typed)


HUGE = "ا" * 5000
BAD = [
    ("piece", "title_fa", HUGE),
    ("piece", "story_en", "x" * 4001),
    ("piece", "technique_fa", HUGE),
    ("piece", "craft_id", "no-such-craft"),
    ("size", "length", "long"),
    ("size", "length", "-5"),
    ("size", "length", "0"),
    ("size", "width", "9" * 40),
    ("size", "height", "1e5"),
    ("size", "net_grams", "1.5"),
    ("size", "packed_grams", "<b>1</b>"),
    ("size", "materials-0-percent", "101"),
    ("size", "materials-1-percent", "٪۵۰٪"),
    ("size", "materials-0-name_fa", HUGE),
    ("size", "packed_length", "۱۲۳۴۵۶۷"),
    ("price", "price", "cheap"),
    ("price", "price", "-1"),
    ("price", "price", "12.345"),
    ("price", "price", "0"),
    ("price", "ready", "10000"),
    ("price", "ready", "-1"),
    ("price", "lead_time_days", "400"),
    ("price", "more-0-price", "x"),
    ("price", "more-0-name_en", "x" * 81),
    ("price", "made", "by magic"),
    ("origin", "place_id", "atlantis"),
    ("origin", "hs_code", "999999"),
    ("origin", "care_fa", HUGE),
    ("photos", "pictures-0-place", "first"),
    ("photos", "pictures-0-alt_fa", HUGE),
]


@pytest.mark.parametrize(("step", "field", "typed"), BAD, ids=lambda value: str(value)[:20])
def test_what_cannot_be_is_named_and_kept(
    client_of: ClientOf, step: str, field: str, typed: str
) -> None:
    user, revision = own()
    before = dict(revision.content)
    answer = send(client_of(user), revision, step, **{field: typed})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text or field in {"made", "hs_code"}
    assert (
        typed[:30] in answer.text or "<" in typed or "_id" in field or field in {"made", "hs_code"}
    )
    assert "<b>1</b>" not in answer.text
    assert revision.content == before


@pytest.mark.parametrize("step", STEPS[:-1])
def test_an_empty_screen_is_kept_as_a_draft(client_of: ClientOf, step: str) -> None:
    user, revision = own()
    assert send(client_of(user), revision, step).status_code == 302
    assert revision.state is RevisionState.DRAFT


@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_screen_sent_twice_is_saved_once(client_of: ClientOf, step: str) -> None:
    user, revision = own()
    client, seen = client_of(user), revision.version
    assert client.post(at(revision, step), data={"seen": seen}).status_code == 302
    assert client.post(at(revision, step), data={"seen": seen}).status_code == 409


@pytest.mark.parametrize("seen", ["", "-1", "x", "9" * 30])
def test_a_version_that_is_none_overwrites_nothing(client_of: ClientOf, seen: str) -> None:
    user, revision = own()
    answer = client_of(user).post(at(revision, "piece"), data={"seen": seen, "title_fa": "نو"})
    assert answer.status_code == 409
    assert "<ins>نو</ins>" in answer.text
    assert "<del>شال پنبه‌ای</del>" in answer.text
    assert revision.content["titles"]["fa"] == "شال پنبه‌ای"


def test_photographs_kept_elsewhere_meanwhile_stand_beside_those_of_the_page(
    client_of: ClientOf,
) -> None:
    user, revision = own()
    number = revision.content["pictures"][0]["picture_id"]
    row = {"pictures-0-picture_id": number, "pictures-0-place": "2", "pictures-0-alt_fa": "لبه"}
    answer = client_of(user).post(at(revision, "photos"), data=row | {"seen": "0"})
    assert answer.status_code == 409
    assert "<ins>جای ۲: لبه</ins>" in answer.text
    assert "<del>جای ۱" in answer.text


def test_control_signs_do_not_reach_the_database(client_of: ClientOf) -> None:
    user, revision = own()
    typed = {"title_fa": "شا\x07ل", "story_fa": "يك\u202e"}
    assert send(client_of(user), revision, "piece", **typed).status_code == 302
    assert revision.content["titles"]["fa"] == "شال"
    assert revision.content["stories"]["fa"] == "یک"


@pytest.mark.parametrize("step", STEPS)
def test_strangers_find_nothing(client_of: ClientOf, step: str) -> None:
    _user, revision = own()
    stranger, _artisan = make_maker(make_cooperative())
    assert client_of(stranger).get(at(revision, step)).status_code == 404
    assert client_of(stranger).post(at(revision, step)).status_code == 404


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.AUDITOR])
def test_the_studio_is_for_makers(client_of: ClientOf, role: Role | None) -> None:
    _user, revision = own()
    scope = revision.product.cooperative_id if role is Role.REVIEWER else None
    visitor = make_user(*([role] if role else []), scope_id=scope)
    assert client_of(visitor).get(at(revision, "piece")).status_code == 403


def test_visitors_are_asked_to_sign_in(client_of: ClientOf) -> None:
    assert client_of(None).get("/fa/studio/").status_code in {302, 401}


def test_gaps_link_to_their_fields(client_of: ClientOf) -> None:
    user, revision = own(content=make_content(titles={}, materials=()))
    answer = client_of(user).post(at(revision, "send"))
    assert answer.status_code == 422
    assert "/piece?back=send#title_fa" in answer.text
    assert "/size?back=send#materials-0-name_fa" in answer.text
    assert revision.state is RevisionState.DRAFT


def test_from_the_last_screen_one_comes_back_to_it(client_of: ClientOf) -> None:
    user, revision = own()
    answer = client_of(user).post(
        at(revision, "piece") + "?back=send", data={"seen": revision.version}
    )
    assert answer.location.endswith("/send")


def test_a_bad_file_is_named_and_the_good_one_is_kept(client_of: ClientOf) -> None:
    user, revision = own()
    files = [picture("good.jpg"), (BytesIO(b"<svg/>"), "bad.svg")]
    answer = send(
        client_of(user), revision, "photos", photos=files, **{"pictures-0-alt_fa": "نگه دار"}
    )
    assert answer.status_code == 422
    assert "bad.svg" in answer.text
    assert len(revision.content["pictures"]) == 2


def test_a_thirteenth_photograph_is_refused(client_of: ClientOf) -> None:
    user, revision = own()
    files = [picture(f"{number}.jpg") for number in range(12)]
    answer = send(client_of(user), revision, "photos", photos=files)
    assert answer.status_code == 422
    assert "11.jpg" in answer.text
    assert len(revision.content["pictures"]) == 12


def test_photographs_change_places_and_go(client_of: ClientOf) -> None:
    pictures = [make_picture() for _ in range(3)]
    user, revision = own(content=make_content(pictures=pictures))
    typed = {
        f"pictures-{at}-{name}": value
        for at, one in enumerate(pictures)
        for name, value in (("picture_id", one.id), ("place", 3 - at))
    }
    send(client_of(user), revision, "photos", **typed | {"pictures-1-remove": "y"})
    kept = [entry["picture_id"] for entry in revision.content["pictures"]]
    assert kept == [pictures[2].id, pictures[0].id]


def test_only_photographs_of_ones_own_are_taken_in(client_of: ClientOf) -> None:
    user, revision = own()
    mine, strange = make_picture(owner_id=user.id), make_picture(owner_id=make_user().id)
    typed = {"pictures-5-picture_id": mine.id, "pictures-6-picture_id": strange.id}
    send(client_of(user), revision, "photos", **typed)
    ids = [entry["picture_id"] for entry in revision.content["pictures"]]
    assert mine.id in ids
    assert strange.id not in ids


def test_other_sizes_get_keys_of_their_own(client_of: ClientOf) -> None:
    user, revision = own()
    typed = {"price": "58", "made": "stock", "ready": "1", "more-0-name_fa": "بزرگ"}
    send(client_of(user), revision, "price", **typed | {"more-0-price": "۷۰", "stay": "1"})
    assert [v["key"] for v in revision.content["variants"]] == ["1", "2"]
    assert revision.content["variants"][1]["price_minor"] == 70_00
    send(
        client_of(user),
        revision,
        "price",
        **typed | {"more-0-key": "2", "more-0-remove": "y"},
    )
    assert [v["key"] for v in revision.content["variants"]] == ["1"]


def test_she_sees_what_she_receives(client_of: ClientOf) -> None:
    user, revision = own()
    page = client_of(user).get(at(revision, "price")).text
    assert "۴۸٫۱۴ یورو" in page


def test_a_craft_brings_its_care_along(client_of: ClientOf) -> None:
    user, revision = own(content=make_content(care={}))
    craft = make_craft(care={"fa": "نشویید."})
    send(client_of(user), revision, "piece", craft_id=craft.id)
    assert revision.content["care"] == {"fa": "نشویید."}


def test_what_was_sent_can_be_taken_back_and_thrown_away(client_of: ClientOf) -> None:
    user, revision = own()
    client = client_of(user)
    assert client.post(at(revision, "send")).status_code == 302
    assert client.get(at(revision, "piece")).location.endswith(f"/pieces/{revision.product_id}")
    assert client.post(at(revision, "withdraw")).status_code == 302
    assert client.get(at(revision, "discard")).status_code == 200
    assert client.post(at(revision, "discard")).status_code == 302
    assert revision.product.state is ProductState.ARCHIVED


def test_the_answer_of_the_cooperative_is_on_her_page(client_of: ClientOf) -> None:
    user, revision = own(state=RevisionState.IN_REVIEW)
    services.request_changes(
        revision, ["photos_unclear"], "کنار پنجره بگیرید.", by=make_user(), seen=revision.version
    )
    db.session.flush()
    for page in (f"/fa/studio/pieces/{revision.product_id}", "/fa/studio/"):
        assert "کنار پنجره بگیرید." in client_of(user).get(page).text
    assert "تاریک" in client_of(user).get(f"/fa/studio/pieces/{revision.product_id}").text


def test_a_piece_rests_and_returns_and_is_changed(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    user, artisan = make_maker(cooperative)
    product = make_product(cooperative=cooperative, artisan=artisan)
    revision = services.start_revision(product, by=user)
    services.discard(revision, by=user)
    client, page = client_of(user), f"/fa/studio/pieces/{product.id}"
    for verb, state in (("pause", "paused"), ("resume", "published")):
        assert client.post(f"{page}/{verb}").status_code == 302
        assert product.state == state
    assert client.post(f"{page}/change").status_code == 302
    assert client.get(page).status_code == 200


def test_a_piece_without_any_proposal_has_a_page(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    user, artisan = make_maker(cooperative)
    product = make_product(cooperative=cooperative, artisan=artisan)
    client = client_of(user)
    assert client.get(f"/fa/studio/pieces/{product.id}").status_code == 200
    assert "شال پنبه‌ای" in client.get("/fa/studio/?show=shop").text


def test_staff_write_for_members_without_an_account(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    artisan, other = (make_artisan(cooperative=cooperative) for _ in range(2))
    staff = make_staff(cooperative, Role.SALES)
    client = client_of(staff)
    files = {"photos": [picture()]}
    assert client.post("/en/office/pieces/new", data=files).status_code == 422
    files = {"photos": [picture()], "maker": artisan.id}
    assert client.post("/en/office/pieces/new", data=files).status_code == 302
    revision = db.session.query(Revision).one()
    assert revision.product.artisan_id == artisan.id
    assert revision.editor_ids == [staff.id]
    for step in STEPS:
        assert client.get(f"/en/office/pieces/{revision.id}/{step}").status_code == 200
    assert client.get("/en/office/pieces/").status_code == 200


def test_staff_do_not_write_for_makers_who_can_themselves(client_of: ClientOf) -> None:
    _user, revision = own()
    staff = make_staff(revision.product.cooperative, Role.SALES)
    assert client_of(staff).get(f"/en/office/pieces/{revision.id}/piece").status_code == 404


def test_a_double_click_begins_one_piece(client_of: ClientOf) -> None:
    user, _artisan = make_maker(make_cooperative())
    for _ in range(2):
        typed = {"key": "0123456789abcdef", "photos": [picture()]}
        answer = client_of(user).post("/fa/studio/new", data=typed)
        assert answer.status_code == 302
    assert len(db.session.query(Revision).one().content["pictures"]) == 1


def test_after_a_bad_file_the_page_goes_on_with_the_same_piece(client_of: ClientOf) -> None:
    user, _artisan = make_maker(make_cooperative())
    files = {"photos": [(BytesIO(b"no picture"), "bad.jpg")]}
    answer = client_of(user).post("/fa/studio/new", data=files)
    assert answer.status_code == 422
    assert f'action="{at(db.session.query(Revision).one(), "photos")}"' in answer.text


def test_a_strangers_picture_is_not_shown(client_of: ClientOf) -> None:
    user, _revision = own()
    strange = make_picture(owner_id=make_user().id, original_name="secret.jpg")
    typed = {"pictures-0-picture_id": strange.id, "pictures-0-place": "x"}
    answer = client_of(user).post("/fa/studio/new", data=typed)
    assert answer.status_code == 422
    assert "secret.jpg" not in answer.text


def test_who_belongs_to_no_cooperative_begins_nothing(client_of: ClientOf) -> None:
    user = make_user(Role.ARTISAN)
    make_artisan(user=user)
    assert client_of(user).get("/fa/studio/new").status_code == 409
