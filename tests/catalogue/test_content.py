import pytest

from marketplace.catalogue.content import BadContent, Content, MaterialEntry, VariantEntry
from marketplace.catalogue.gaps import gaps
from tests.factories.catalogue import make_content


def test_it_survives_the_way_through_json() -> None:
    content = make_content()
    assert Content.from_json(content.as_json()) == content


def test_an_unknown_key_is_refused_and_not_lost() -> None:
    with pytest.raises(BadContent, match="Content has no colour"):
        Content.from_json({"colour": "red"})
    with pytest.raises(BadContent, match="VariantEntry has no colour"):
        Content.from_json({"variants": [{"colour": "red"}]})


def test_a_later_size_takes_over_what_it_leaves_open() -> None:
    content = make_content(
        variants=(VariantEntry("1", {}, 58_00, 340, 450), VariantEntry("2", {"en": "Large"}))
    )
    assert content.complete(content.variants[1]).price_minor == 58_00


def test_nothing_lacks_a_complete_piece() -> None:
    assert gaps(make_content()) == []


def test_an_empty_piece_lacks_something_on_every_screen() -> None:
    found = gaps(Content())
    assert {gap.step for gap in found} == {"photos", "piece", "size", "price", "origin"}
    assert "title_fa" in {gap.field for gap in found}


@pytest.mark.parametrize("percent", [None, 60, 101])
def test_materials_add_up_to_a_hundred(percent: int | None) -> None:
    content = make_content(materials=(MaterialEntry({"fa": "پنبه"}, percent),))
    assert [gap.field for gap in gaps(content)] == ["materials-0-percent"]


def test_a_packed_piece_weighs_no_less_than_the_piece() -> None:
    content = make_content(variants=(VariantEntry("1", {}, 58_00, 340, 300, ready=1),))
    assert [gap.field for gap in gaps(content)] == ["packed_grams"]


def test_made_to_order_needs_days_and_no_pieces() -> None:
    entry = VariantEntry("1", {}, 58_00, 340, 450)
    content = make_content(variants=(entry,), made_to_order=True)
    assert [gap.field for gap in gaps(content)] == ["lead_time_days"]
    content = make_content(variants=(entry,), made_to_order=True, lead_time_days=9)
    assert gaps(content) == []


def test_nobody_counts_again_what_is_published() -> None:
    content = make_content(variants=(VariantEntry("1", {}, 58_00, 340, 450),))
    assert [gap.field for gap in gaps(content)] == ["ready"]
    assert gaps(content, published=True) == []
