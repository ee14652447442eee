from dataclasses import replace

import pytest

from marketplace.catalogue import queries, services
from marketplace.catalogue.content import Content
from marketplace.catalogue.current import content_of, next_key
from marketplace.catalogue.errors import Changed, Incomplete, NotOpen
from marketplace.catalogue.models import ProductState, RevisionState
from marketplace.media.models import PictureState
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_content, make_craft, make_product, make_revision
from tests.factories.cooperatives import make_artisan, make_cooperative
from tests.factories.media import make_picture


def fields(revision) -> set[str]:
    return {gap.field for gap in services.gaps_of(revision)}


def test_a_new_piece_is_a_draft_that_the_shop_does_not_know() -> None:
    artisan, by = make_artisan(), make_user()
    revision = services.start_product(artisan, make_cooperative(), by=by)
    assert revision.product.state is ProductState.DRAFT
    assert revision.content["place_id"] == artisan.place_id
    assert revision.editor_ids == [by.id]


def test_each_step_is_kept_with_who_wrote_it() -> None:
    revision, by = make_revision(), make_user()
    content = replace(Content.from_json(revision.content), length_mm=7)
    services.save_step(revision, content, by=by, seen=revision.version)
    assert revision.content["length_mm"] == 7
    assert by.id in revision.editor_ids


def test_what_another_saved_meanwhile_is_not_overwritten() -> None:
    revision, seen = make_revision(), 1
    content = make_content()
    services.save_step(revision, content, by=make_user(), seen=seen)
    with pytest.raises(Changed):
        services.save_step(revision, content, by=make_user(), seen=seen)


def test_what_is_being_reviewed_is_not_written_on() -> None:
    revision = make_revision(state=RevisionState.IN_REVIEW)
    with pytest.raises(NotOpen):
        services.save_step(revision, make_content(), by=make_user(), seen=revision.version)


def test_half_a_piece_cannot_be_sent() -> None:
    revision = make_revision(content=make_content(titles={"fa": "  "}))
    with pytest.raises(Incomplete) as refusal:
        services.submit(revision, by=make_user())
    assert [gap.field for gap in refusal.value.gaps] == ["title_fa"]
    assert revision.state is RevisionState.DRAFT


def test_a_whole_piece_is_sent_and_can_be_taken_back() -> None:
    revision, by = make_revision(), make_user()
    services.submit(revision, by=by)
    assert revision.state is RevisionState.IN_REVIEW
    services.withdraw(revision, by=by)
    assert revision.state is RevisionState.DRAFT


def test_a_photograph_that_failed_is_a_gap() -> None:
    picture = make_picture(state=PictureState.WAITING)
    revision = make_revision(content=make_content(pictures=[picture]))
    assert fields(revision) == set()
    picture.state = PictureState.FAILED
    assert fields(revision) == {"pictures-0-alt_fa"}


def test_what_is_not_for_sale_cannot_be_sent() -> None:
    craft = make_craft(flags=["ritual_no_sale"])
    assert fields(make_revision(content=make_content(craft=craft))) == {"craft_id"}


def test_a_changed_code_must_be_confirmed_anew() -> None:
    revision = make_revision(hs_proposed_by_id=make_user().id, hs_confirmed_by_id=make_user().id)
    by = make_user()
    services.save_step(revision, make_content(hs_code="621420"), by=by, seen=revision.version)
    assert (revision.hs_proposed_by_id, revision.hs_confirmed_by_id) == (by.id, None)


def test_changing_a_published_piece_begins_with_what_the_shop_shows() -> None:
    product = make_product()
    revision = services.start_revision(product, by=make_user())
    content = Content.from_json(revision.content)
    assert content == content_of(product)
    assert content.first.price_minor == 58_00
    assert services.gaps_of(revision) == []
    assert product.state is ProductState.PUBLISHED


def test_a_piece_has_one_open_proposal() -> None:
    product, by = make_product(), make_user()
    revision = services.start_revision(product, by=by)
    assert services.start_revision(product, by=by) is revision


def test_giving_up_a_new_piece_archives_it() -> None:
    revision = make_revision()
    services.discard(revision, by=make_user())
    assert revision.product.state is ProductState.ARCHIVED


def test_giving_up_a_change_leaves_the_shop_alone() -> None:
    revision = services.start_revision(make_product(), by=make_user())
    services.discard(revision, by=make_user())
    assert revision.product.state is ProductState.PUBLISHED
    assert queries.open_revision_of(revision.product) is None


def test_a_rejected_piece_may_be_tried_again_with_its_words() -> None:
    revision = make_revision(state=RevisionState.REJECTED)
    product = revision.product
    product.state = ProductState.REJECTED
    again = services.start_revision(product, by=make_user())
    assert product.state is ProductState.DRAFT
    assert again.content == revision.content


def test_keys_of_sizes_are_never_used_twice() -> None:
    product = make_product(variants=2)
    assert next_key(product) == "3"
    assert next_key(product, make_content()) == "3"
