"""What to tell a person whose picture was refused: what is wrong and what to do instead."""

from flask_babel import lazy_gettext as _

from marketplace.media.sniff import Fault

MESSAGES = {
    Fault.EMPTY: _("The file is empty. Choose the picture again."),
    Fault.TOO_BIG: _("The file is larger than 25 MB. Send a smaller version."),
    Fault.SVG: _("SVG drawings are not taken. Send a photograph: JPEG, PNG, WebP, HEIC or AVIF."),
    Fault.GIF: _("GIF is not taken. Send a photograph: JPEG, PNG, WebP, HEIC or AVIF."),
    Fault.UNKNOWN: _(
        "This is not a picture we can read. Send a photograph: JPEG, PNG, WebP, HEIC or AVIF."
    ),
    Fault.TOO_MANY_PIXELS: _(
        "The picture has more than 50 megapixels. Send a smaller version, for example 4000 pixels wide."
    ),
    Fault.TOO_LONG: _("One side is longer than 16,000 pixels. Cut or shrink the picture."),
    Fault.ANIMATED: _("The picture moves. Send a still one."),
    Fault.CUT_OFF: _("The file ends too early: only a part of it arrived. Send it again."),
    Fault.DAMAGED: _("The picture is damaged and cannot be read. Take it again or send another."),
    Fault.TOO_HEAVY: _(
        "The picture took too much time or memory to read. Save it as JPEG and send that."
    ),
}


def message(code: str) -> str:
    """The words for a failure code, in the reader's language."""
    return str(MESSAGES.get(Fault(code), MESSAGES[Fault.DAMAGED]))
