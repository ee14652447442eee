"""A text as a square that cameras read."""

from io import BytesIO
from typing import TYPE_CHECKING

from markupsafe import Markup

from marketplace.core.late import late

if TYPE_CHECKING:
    import segno
else:
    segno = late("segno")


def qr_svg(text: str) -> str:
    """As a picture for papers. Never a micro code, which phones do not read."""
    out = BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", border=2, xmldecl=False, omitsize=True)
    return out.getvalue().decode()


def qr_code(text: str) -> Markup:
    """Inside a page, where no header forbids it; every character of it is ours."""
    return Markup(qr_svg(text))  # noqa: S704 # nosec B704
