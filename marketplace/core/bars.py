"""A text as bars that hand scanners read."""

from typing import TYPE_CHECKING

from marketplace.core.late import late

if TYPE_CHECKING:
    import barcode
else:
    barcode = late("barcode")

QUIET, HEIGHT = 10, 24
"""Modules of white that stand on either side, and how high the bars are."""


def code_128_svg(text: str) -> str:
    """As a picture for papers, in Code 128: letters, digits and signs of ASCII."""
    modules = barcode.Code128(text).build()[0]
    width = len(modules) + 2 * QUIET
    bars = "".join(
        f"M{QUIET + at} 0v{HEIGHT}h1V0z" for at, dark in enumerate(modules) if dark == "1"
    )
    box = f'viewBox="0 0 {width} {HEIGHT}" preserveAspectRatio="none"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}><path d="{bars}"/></svg>'
