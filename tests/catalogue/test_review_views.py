import re
from dataclasses import replace

import pytest

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.catalogue import services
from marketplace.catalogue.content import Content, PictureEntry
from marketplace.catalogue.models import Product, ProductState, Revision, RevisionState
from marketplace.core.db import db
from marketplace.notifications.models import Mail
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_content, make_hs_code, make_product, make_revision
from tests.factories.cooperatives import make_artisan, make_cooperative, make_staff
from tests.factories.media import make_picture
from tests.support.clients import Visitor


def waiting(content: Content | None = None) -> Revision:
    """A new piece of a maker with an account, in review, its code settled by two people."""
    cooperative = make_cooperative()
    maker = make_artisan(cooperative=cooperative, user=make_user(Role.ARTISAN, locale="fa"))
    product = make_product(
        cooperative=cooperative, artisan=maker, state=ProductState.DRAFT, variants=0, pictures=0
    )
    return make_revision(
        product=product,
        content=content,
        state=RevisionState.IN_REVIEW,
        hs_proposed_by_id=maker.user_id,
        hs_confirmed_by_id=make_user().id,
    )


def reviewer(revision: Revision, *roles: Role) -> User:
    user = make_staff(revision.product.cooperative, *(roles or (Role.REVIEWER,)))
    db.session.commit()
    return user


def change(product: Product, **changes: object) -> Revision:
    revision = services.start_revision(product, by=make_user())
    content = replace(Content.from_json(revision.content), **changes)
    services.save_step(revision, content, by=make_user(), seen=revision.version)
    services.submit(revision, by=make_user())
    db.session.flush()
    return revision


def url(revision: Revision, rest: str = "", lang: str = "en") -> str:
    return f"/{lang}/office/review/{revision.id}{rest}"


def decide(client: Visitor, revision: Revision, verdict: str, **more: object):
    typed = {"seen": revision.version, "verdict": verdict} | more
    return client.post(url(revision, "/decision"), data=typed)


def test_the_queue_shows_who_waits_and_since_when(client_of: ClientOf) -> None:
    revision = waiting()
    page = client_of(reviewer(revision)).get("/en/office/review/").text
    assert "Cotton shawl" in page
    assert revision.product.artisan.names["en"] in page
    assert "0 hours" in page


@pytest.mark.parametrize(
    ("show", "found"), [("new", True), ("changed", False), ("answered", False)]
)
def test_the_queue_is_filtered(client_of: ClientOf, show: str, found: bool) -> None:
    revision = waiting()
    page = client_of(reviewer(revision)).get(f"/en/office/review/?show={show}")
    assert ("Cotton shawl" in page.text) is found


def test_a_filter_that_does_not_exist_is_not_found(client_of: ClientOf) -> None:
    assert client_of(reviewer(waiting())).get("/en/office/review/?show=x").status_code == 404


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_old_and_new_stand_side_by_side(client_of: ClientOf, lang: str) -> None:
    product, new = make_product(), make_picture()
    kept = product.pictures[0].picture_id
    pictures = (PictureEntry(kept, {"en": "Whole"}), PictureEntry(new.id, {"en": "Edge"}))
    revision = change(product, stories={"en": "Woven in Rasht."}, pictures=pictures)
    page = client_of(reviewer(revision)).get(url(revision, lang=lang)).text
    assert "<del>Qasemabad</del>" in page
    assert "<ins>Rasht</ins>" in page
    assert page.count('class="is-new"') == 1


def test_hostile_words_are_only_words(client_of: ClientOf) -> None:
    revision = waiting(make_content(titles={"en": "<script>alert(1)</script>"}))
    page = client_of(reviewer(revision)).get(url(revision)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_publishing(client_of: ClientOf) -> None:
    revision = waiting()
    answer = decide(client_of(reviewer(revision)), revision, "publish")
    assert answer.status_code == 302
    assert revision.product.state is ProductState.PUBLISHED
    mail = db.session.query(Mail).filter_by(template="piece_published").one()
    assert (mail.to, mail.locale) == (revision.product.artisan.user.email, "fa")


def test_sending_back_with_a_reason_and_a_note(client_of: ClientOf) -> None:
    revision = waiting()
    answer = decide(
        client_of(reviewer(revision)),
        revision,
        "changes",
        reasons=["photos_unclear", "quality"],
        note="نور کم است.",
    )
    assert answer.status_code == 302
    assert revision.state is RevisionState.CHANGES_REQUESTED
    assert revision.reasons == ["photos_unclear"]


def test_rejecting(client_of: ClientOf) -> None:
    revision = waiting()
    decide(client_of(reviewer(revision)), revision, "reject", reasons=["quality"])
    assert revision.product.state is ProductState.REJECTED


def test_without_a_reason_nothing_is_sent_back_and_the_note_is_kept(client_of: ClientOf) -> None:
    revision = waiting()
    answer = decide(client_of(reviewer(revision)), revision, "changes", note="kept words")
    assert answer.status_code == 422
    assert "Choose at least one reason" in answer.text
    assert "kept words" in answer.text


def test_the_second_reviewer_is_told_and_decides_nothing(client_of: ClientOf) -> None:
    revision = waiting()
    first, second = client_of(reviewer(revision)), client_of(reviewer(revision))
    seen = revision.version
    decide(first, revision, "publish")
    answer = decide(second, revision, "reject", seen=seen, reasons=["quality"])
    assert answer.status_code == 409
    assert revision.state is RevisionState.APPROVED


def test_what_changed_meanwhile_is_looked_at_again(client_of: ClientOf) -> None:
    revision = waiting()
    client = client_of(reviewer(revision))
    assert decide(client, revision, "publish", seen=revision.version - 1).status_code == 409


def test_an_incomplete_piece_names_every_gap(client_of: ClientOf) -> None:
    revision = waiting(make_content(titles={}, care={}))
    answer = decide(client_of(reviewer(revision)), revision, "publish")
    assert answer.status_code == 422
    assert "Give the piece a name." in answer.text
    assert "Say how to look after it." in answer.text


def test_a_stale_base_is_said_on_the_page_and_refused(client_of: ClientOf) -> None:
    product = make_product()
    revision = change(product, length_mm=1)
    product.content_version += 1
    client = client_of(reviewer(revision))
    assert "The shop has moved on" in client.get(url(revision)).text
    assert decide(client, revision, "publish").status_code == 409


def test_nobody_decides_on_her_own_work(client_of: ClientOf) -> None:
    revision = waiting()
    user = reviewer(revision)
    revision.editor_ids = [user.id]
    db.session.commit()
    client = client_of(user)
    assert "You worked on this yourself" in client.get(url(revision)).text
    assert decide(client, revision, "publish").status_code == 403
    assert revision.state is RevisionState.IN_REVIEW


def test_a_decision_that_is_none_is_refused(client_of: ClientOf) -> None:
    revision = waiting()
    assert decide(client_of(reviewer(revision)), revision, "burn").status_code == 422


@pytest.mark.parametrize("rest", ["", "/texts"])
def test_strangers_find_nothing(client_of: ClientOf, rest: str) -> None:
    stranger = make_staff(make_cooperative(), Role.REVIEWER)
    assert client_of(stranger).get(url(waiting(), rest)).status_code == 404


def test_drafts_are_nobodys_business(client_of: ClientOf) -> None:
    revision = make_revision()
    assert client_of(reviewer(revision)).get(url(revision)).status_code == 404


@pytest.mark.parametrize("role", [Role.SALES, Role.SHIPPING, Role.TREASURER])
def test_who_does_not_review_stays_out(client_of: ClientOf, role: Role) -> None:
    revision = waiting()
    client = client_of(reviewer(revision, role))
    assert client.get(url(revision)).status_code == 403
    assert decide(client, revision, "publish").status_code == 403


def test_sales_complete_the_words_of_the_other_language(client_of: ClientOf) -> None:
    revision = waiting(make_content(titles={"fa": "شال"}))
    client = client_of(reviewer(revision, Role.SALES))
    assert client.get(url(revision, "/texts")).status_code == 200
    typed = {
        "seen": revision.version,
        "title_fa": "شال",
        "title_en": "Shawl",
        "alts-0-alt_en": "A shawl on a line",
    }
    assert client.post(url(revision, "/texts"), data=typed).status_code == 302
    assert revision.content["titles"] == {"fa": "شال", "en": "Shawl"}
    assert revision.content["pictures"][0]["alts"]["en"] == "A shawl on a line"


def test_words_that_are_too_long_are_named_and_kept(client_of: ClientOf) -> None:
    revision = waiting()
    typed = {"seen": revision.version, "title_en": "x" * 121, "story_en": "kept words"}
    answer = client_of(reviewer(revision)).post(url(revision, "/texts"), data=typed)
    assert answer.status_code == 422
    assert 'id="title_en-error"' in answer.text
    assert "kept words" in answer.text


def test_words_changed_meanwhile_are_not_overwritten(client_of: ClientOf) -> None:
    revision = waiting()
    typed = {"seen": 0, "title_en": "Other"}
    answer = client_of(reviewer(revision)).post(url(revision, "/texts"), data=typed)
    assert answer.status_code == 409
    assert "<del>Cotton shawl</del>" in answer.text
    assert "<ins>Other</ins>" in answer.text
    assert revision.content["titles"]["en"] == "Cotton shawl"


def test_one_proposes_a_code_and_another_confirms_it(client_of: ClientOf) -> None:
    revision = waiting()
    make_hs_code("460211")
    one, other = reviewer(revision), reviewer(revision, Role.SHIPPING)
    base = f"/en/office/codes/{revision.id}"
    typed = {"seen": revision.version, "hs_code": "۴۶۰۲.۱۱"}
    assert client_of(one).post(f"{base}/propose", data=typed).status_code == 302
    seen = {"seen": revision.version}
    assert client_of(one).post(f"{base}/confirm", data=seen).status_code == 403
    assert client_of(other).post(f"{base}/confirm", data=seen).status_code == 302
    assert revision.content["hs_code"] == "460211"
    assert revision.hs_confirmed_by_id == other.id


def test_shipping_sees_codes_without_reviewing(client_of: ClientOf) -> None:
    revision = waiting()
    page = client_of(reviewer(revision, Role.SHIPPING)).get("/fa/office/codes/")
    assert page.status_code == 200
    assert "621410" in page.text


@pytest.mark.parametrize("typed", ["", "12", "abcdef", "999999", "6" * 40, "<b>"])
def test_what_is_no_code_is_named_and_kept(client_of: ClientOf, typed: str) -> None:
    revision = waiting()
    answer = client_of(reviewer(revision)).post(
        f"/en/office/codes/{revision.id}/propose",
        data={"seen": revision.version, "hs_code": typed},
    )
    assert answer.status_code == 422
    assert 'id="hs_code-error"' in answer.text
    assert "<b>" not in answer.text.split("<main")[1].split("<td")[-1]


def test_the_second_reviewer_reads_what_the_first_decided_beside_her_own(
    client_of: ClientOf,
) -> None:
    revision = waiting()
    person = reviewer(revision)
    first, second = client_of(person), client_of(reviewer(revision))
    seen = revision.version
    decide(first, revision, "publish")
    answer = decide(second, revision, "changes", seen=seen, reasons=["other_change"], note="Mine")
    assert answer.status_code == 409
    now = re.findall(r"<del>(.*?)</del>", answer.text, re.DOTALL)[0]
    typed = re.findall(r"<ins>(.*?)</ins>", answer.text, re.DOTALL)[0]
    assert person.name in now
    assert "Mine" in typed


def test_words_put_right_meanwhile_stand_beside_those_she_read(client_of: ClientOf) -> None:
    revision = waiting()
    client = client_of(reviewer(revision))
    looked = re.search(r'name="looked"[^>]*value="([^"]+)"', client.get(url(revision)).text)
    assert looked
    seen, words = revision.version, revision.content["titles"]
    revision.content = revision.content | {"titles": words | {"en": "Indigo runner"}}
    db.session.flush()
    answer = decide(client, revision, "publish", seen=seen, looked=looked[1])
    assert answer.status_code == 409
    assert "<del>Indigo runner</del>" in answer.text
    assert f"<ins>{words['en']}</ins>" in answer.text
