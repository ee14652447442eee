from dataclasses import replace

import pytest

from marketplace.accounts.models import AuditEntry, User
from marketplace.catalogue import services
from marketplace.catalogue.content import Content, PictureEntry, VariantEntry
from marketplace.catalogue.errors import (
    Changed,
    CodeNotConfirmed,
    Incomplete,
    OwnWork,
    PicturesNotReady,
    StaleBase,
)
from marketplace.catalogue.models import Product, ProductState, Revision, RevisionState
from marketplace.catalogue.services import reviewing
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.states import IllegalMove
from marketplace.inventory.queries import available
from marketplace.media.models import PictureState
from tests.factories.accounts import make_user
from tests.factories.catalogue import is_on_shelf, make_content, make_product, make_revision
from tests.factories.media import make_picture


def sent(product: Product | None = None, content: Content | None = None) -> Revision:
    """A proposal in review whose code two others have settled."""
    return make_revision(
        product=product,
        content=content,
        state=RevisionState.IN_REVIEW,
        hs_proposed_by_id=make_user().id,
        hs_confirmed_by_id=make_user().id,
    )


def approve(revision: Revision, by: User | None = None) -> Product:
    services.approve(revision, by=by or make_user(), seen=revision.version)
    return revision.product


def changed(product: Product, **changes: object) -> Revision:
    """A proposal to change a published piece, in review."""
    revision = services.start_revision(product, by=make_user())
    content = replace(Content.from_json(revision.content), **changes)
    services.save_step(revision, content, by=make_user(), seen=revision.version)
    revision.hs_proposed_by_id, revision.hs_confirmed_by_id = make_user().id, make_user().id
    services.submit(revision, by=make_user())
    db.session.flush()
    return revision


def test_an_approved_piece_is_in_the_shop_with_its_stock() -> None:
    product = approve(sent())
    variant = product.variants[0]
    assert product.state is ProductState.PUBLISHED
    assert (product.price_from_minor, product.price_currency) == (58_00, "EUR")
    assert product.flags == ["dye_azo", "textile_label"]
    assert available([variant.id]) == {variant.id: 3}
    assert is_on_shelf(product)


def test_its_address_is_readable_and_its_own() -> None:
    product = approve(sent())
    assert product.slug == f"cotton-shawl-{product.id}"


def test_a_sku_names_cooperative_craft_and_number() -> None:
    first, second = approve(sent()), approve(sent())
    assert first.variants[0].sku == f"{first.cooperative.code}-CRF-0001"
    assert first.variants[0].sku != second.variants[0].sku


def test_nobody_approves_what_she_edited() -> None:
    revision, editor = sent(), make_user()
    revision.editor_ids = [editor.id]
    with pytest.raises(OwnWork):
        approve(revision, editor)


def test_nobody_approves_her_own_piece() -> None:
    revision, maker = sent(), make_user()
    revision.product.artisan.user = maker
    db.session.flush()
    with pytest.raises(OwnWork):
        approve(revision, maker)


def test_who_corrects_words_leaves_the_decision_to_others() -> None:
    revision, reviewer = sent(), make_user()
    content = replace(Content.from_json(revision.content), titles={"en": "Shawl"})
    reviewing.edit_texts(revision, content, by=reviewer, seen=revision.version)
    with pytest.raises(OwnWork):
        approve(revision, reviewer)
    assert approve(revision).titles == {"en": "Shawl"}


def test_a_stale_base_is_refused() -> None:
    product = make_product()
    revision = changed(product, length_mm=1)
    product.content_version = 2
    with pytest.raises(StaleBase):
        approve(revision)


def test_the_shop_keeps_the_old_page_until_the_change_is_approved() -> None:
    product = make_product()
    revision = changed(product, titles={"en": "New name"})
    assert product.titles["en"] == "Cotton shawl"
    assert approve(revision).titles == {"en": "New name"}
    assert product.content_version == 2


def test_sizes_keep_their_sku_and_are_never_deleted() -> None:
    product = make_product(variants=2)
    skus = [variant.sku for variant in product.variants]
    entries = (VariantEntry("2", {"en": "L"}, 70_00, 1, 1), VariantEntry("3", {"en": "S"}, 60_00))
    approve(changed(product, variants=entries))
    by_key = {variant.key: variant for variant in product.variants}
    assert [by_key[key].sku for key in ("1", "2")] == skus
    assert [by_key[key].offered for key in ("1", "2", "3")] == [False, True, True]
    assert product.price_from_minor == 60_00


def test_pictures_come_in_the_new_order() -> None:
    product, new = make_product(pictures=2), make_picture()
    old = [picture.picture_id for picture in product.pictures]
    order = [new.id, old[1]]
    approve(changed(product, pictures=tuple(PictureEntry(i, {"en": "x"}) for i in order)))
    db.session.expire(product)
    assert [picture.picture_id for picture in product.pictures] == order


def test_without_a_confirmed_code_nothing_is_published() -> None:
    revision = sent()
    revision.hs_confirmed_by_id = None
    with pytest.raises(CodeNotConfirmed):
        approve(revision)


def test_a_code_needs_two_people() -> None:
    revision, one, other = make_revision(state=RevisionState.IN_REVIEW), make_user(), make_user()
    services.propose_hs(revision, "621410", by=one, seen=revision.version)
    db.session.flush()
    with pytest.raises(OwnWork):
        services.confirm_hs(revision, by=one, seen=revision.version)
    services.confirm_hs(revision, by=other, seen=revision.version)
    db.session.flush()
    assert approve(revision, one).hs_code == "621410"


def test_an_unknown_code_cannot_be_proposed() -> None:
    revision = make_revision(state=RevisionState.IN_REVIEW)
    with pytest.raises(Invalid):
        services.propose_hs(revision, "999999", by=make_user(), seen=revision.version)


def test_photographs_must_be_ready() -> None:
    waiting = make_picture(state=PictureState.WAITING)
    with pytest.raises(PicturesNotReady):
        approve(sent(content=make_content(pictures=[waiting])))


def test_what_was_made_incomplete_meanwhile_is_not_published() -> None:
    with pytest.raises(Incomplete):
        approve(sent(content=make_content(titles={})))


def test_a_reviewer_decides_on_what_she_saw() -> None:
    revision = sent()
    with pytest.raises(Changed):
        services.approve(revision, by=make_user(), seen=revision.version - 1)


def test_a_decided_proposal_is_not_decided_again() -> None:
    revision = sent()
    approve(revision)
    with pytest.raises(IllegalMove):
        approve(revision)


def test_changes_are_asked_for_with_a_reason() -> None:
    revision = sent()
    services.request_changes(
        revision, ["photos_unclear"], " نور کم است. ", by=make_user(), seen=revision.version
    )
    assert revision.state is RevisionState.CHANGES_REQUESTED
    assert (revision.reasons, revision.note) == (["photos_unclear"], "نور کم است.")


@pytest.mark.parametrize(
    ("reasons", "note", "field"),
    [([], "x", "reasons"), (["quality"], "x", "reasons"), (["other_change"], " ", "note")],
)
def test_a_reason_is_demanded(reasons: list[str], note: str, field: str) -> None:
    revision = sent()
    with pytest.raises(Invalid) as refusal:
        services.request_changes(revision, reasons, note, by=make_user(), seen=revision.version)
    assert refusal.value.field == field


def test_a_rejected_new_piece_never_was_in_the_shop() -> None:
    revision = sent()
    services.reject(revision, ["quality"], "", by=make_user(), seen=revision.version)
    assert revision.product.state is ProductState.REJECTED


def test_a_rejected_change_leaves_the_piece_in_the_shop() -> None:
    revision = changed(make_product(), length_mm=1)
    services.reject(revision, ["quality"], "", by=make_user(), seen=revision.version)
    assert revision.product.state is ProductState.PUBLISHED


def test_decisions_are_on_the_record() -> None:
    by = make_user()
    approve(sent(), by)
    entry = db.session.query(AuditEntry).filter_by(actor_id=by.id).one()
    assert entry.action == "product.published"


def test_a_paused_piece_is_not_for_sale_until_it_is_resumed() -> None:
    product, by = make_product(), make_user()
    services.pause(product, by=by)
    assert not is_on_shelf(product)
    services.resume(product, by=by)
    assert is_on_shelf(product)


def test_a_piece_that_never_was_in_the_shop_cannot_be_put_back_there() -> None:
    revision = make_revision()
    services.discard(revision, by=make_user())
    with pytest.raises(Conflict):
        services.resume(revision.product, by=make_user())


def test_archiving_gives_up_what_is_open() -> None:
    product, by = make_product(), make_user()
    revision = services.start_revision(product, by=by)
    services.archive(product, by=by)
    assert revision.state is RevisionState.WITHDRAWN


def test_a_suspended_cooperative_shows_nothing() -> None:
    product = make_product()
    services.unlist(product.cooperative_id)
    assert not is_on_shelf(product)
    services.list_again(product.cooperative_id)
    assert is_on_shelf(product)
