"""Labels to be cut and tied on: the SKU as a QR code and in letters, with what the piece is."""

from collections.abc import Sequence

from marketplace.core import pdf
from marketplace.core.db import Json
from marketplace.core.qr import qr_svg
from marketplace.inventory.models import StockItem
from marketplace.localisation.languages import local_text

MOST = 240
"""So many labels at once: ten sheets of 24."""


def label_sheet(items: Sequence[StockItem]) -> bytes:
    """A label for each piece that lies there, 24 on a sheet of A4."""
    labels = [label for item in items for label in [_label(item)] * item.on_hand]
    return pdf.render("labels.typ", {"title": "برچسب‌ها", "labels": labels[:MOST]})


def _label(item: StockItem) -> Json:
    variant = item.variant
    return {
        "sku": variant.sku,
        "title": str(local_text(variant.product.titles, "fa")),
        "place": item.location.code,
        "qr": qr_svg(variant.sku),
    }
