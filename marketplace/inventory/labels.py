"""Labels to be cut and tied on: the SKU as a QR code, as bars and in letters, with what the piece is."""

from collections.abc import Sequence

from marketplace.core import pdf
from marketplace.core.bars import code_128_svg
from marketplace.core.db import Json
from marketplace.core.qr import qr_svg
from marketplace.inventory.models import StockItem
from marketplace.localisation.languages import local_text

MOST = 240
"""So many labels at once: ten sheets of 24."""


def label_sheet(items: Sequence[StockItem]) -> bytes:
    """A label for each piece that lies there, 24 on a sheet of A4."""
    return pdf.render("labels.typ", labels_of(items))


def labels_of(items: Sequence[StockItem]) -> Json:
    """What stands on the sheet."""
    labels = [label for item in items for label in [_label(item)] * item.on_hand]
    return {"title": "برچسب‌ها", "labels": labels[:MOST]}


def _label(item: StockItem) -> Json:
    variant = item.variant
    return {
        "sku": variant.sku,
        "title": str(local_text(variant.product.titles, "fa")),
        "place": item.location.code,
        "qr": qr_svg(variant.sku),
        "bars": code_128_svg(variant.sku),
    }
