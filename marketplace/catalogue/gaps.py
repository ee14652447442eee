"""What a piece still lacks before a reviewer may see it; each gap knows the screen that fills it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from marketplace.catalogue.content import MOST_PICTURES, Content, VariantEntry
from marketplace.core.db import Texts


@dataclass(frozen=True)
class Gap:
    """`field` is the id of the input on the screen `step`."""

    field: str
    step: str
    message: str


def gaps(content: Content, *, published: bool = False) -> list[Gap]:
    """Everything that is missing, in the order of the screens. Nothing missing: it may be sent.

    Of a piece that is `published` already the stock is known elsewhere, so nobody need count again.
    """
    return [
        *_photos(content),
        *_piece(content),
        *_size(content),
        *_price(content),
        *_pieces(content, published),
        *_origin(content),
    ]


def written(texts: Texts) -> bool:
    return any(text.strip() for text in texts.values())


def _photos(content: Content) -> Iterator[Gap]:
    if not content.pictures:
        yield Gap("photos", "photos", _("Add at least one photograph."))
    if len(content.pictures) > MOST_PICTURES:
        yield Gap("photos", "photos", _("Keep twelve photographs at most."))
    for number, picture in enumerate(content.pictures, 1):
        if not written(picture.alts):
            message = _("Say in a few words what photograph %(number)s shows.", number=number)
            yield Gap(f"pictures-{number - 1}-alt_fa", "photos", message)


def _piece(content: Content) -> Iterator[Gap]:
    if not written(content.titles):
        yield Gap("title_fa", "piece", _("Give the piece a name."))
    if not content.craft_id:
        yield Gap("craft_id", "piece", _("Choose the craft."))
    if not written(content.stories):
        yield Gap("story_fa", "piece", _("Tell how you made it, in a sentence or two."))


def _size(content: Content) -> Iterator[Gap]:
    if not content.length_mm or not content.width_mm:
        yield Gap("length", "size", _("Measure the length and the width."))
    if not content.materials:
        yield Gap("materials-0-name_fa", "size", _("Say what it is made of."))
    elif sum(m.percent or 0 for m in content.materials) != 100:
        message = _("The shares of the materials must add up to 100 percent.")
        yield Gap("materials-0-percent", "size", message)
    if not content.first.net_grams:
        yield Gap("net_grams", "size", _("Weigh the piece."))
    if not content.first.packed_grams:
        yield Gap("packed_grams", "size", _("Say what it weighs when it is packed."))


def _price(content: Content) -> Iterator[Gap]:
    for number, variant in enumerate(content.variants):
        yield from _variant(content, variant, number)


def _pieces(content: Content, published: bool) -> Iterator[Gap]:
    if content.made_to_order:
        if not content.lead_time_days:
            yield Gap("lead_time_days", "price", _("Say how many days you need to make one."))
    elif not published and not any(variant.ready for variant in content.variants):
        yield Gap(
            "ready", "price", _("Say how many are ready, or that you make it when it is ordered.")
        )


def _variant(content: Content, variant: VariantEntry, number: int) -> Iterator[Gap]:
    prefix = f"more-{number - 1}-" if number else ""
    whole = content.complete(variant)
    if not whole.price_minor:
        yield Gap(f"{prefix}price", "price", _("Set a price."))
    if (whole.packed_grams or 0) < (whole.net_grams or 0):
        message = _("Packed, it cannot weigh less than the piece alone.")
        field, step = (f"{prefix}packed_grams", "price") if number else ("packed_grams", "size")
        if whole.packed_grams:
            yield Gap(field, step, message)
    if len(content.variants) > 1 and not written(variant.names):
        field = f"{prefix}name_fa" if number else "variant_name_fa"
        yield Gap(field, "price", _("Name each size or colour."))


def _origin(content: Content) -> Iterator[Gap]:
    if not content.place_id:
        yield Gap("place_id", "origin", _("Choose where it was made."))
    if not written(content.care):
        yield Gap("care_fa", "origin", _("Say how to look after it."))
