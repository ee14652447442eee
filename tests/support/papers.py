"""Papers as pictures, to be looked at and read as a scanner reads them."""

import json
from io import BytesIO

import typst
from PIL import Image

from marketplace.core.db import Json
from marketplace.core.pdf import FONTS, TEMPLATES


def picture_of(template: str, data: Json, ppi: float = 150) -> Image.Image:
    """The first sheet."""
    made = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="png",
        ppi=ppi,
    )
    first = made[0] if isinstance(made, list) else made
    return Image.open(BytesIO(first)).convert("L")
