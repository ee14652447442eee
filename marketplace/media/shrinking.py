"""Large pictures made smaller without a second copy of the whole.

Fifty megapixels take 200 MB, so what reads or shrinks them must not do it twice.
"""

import ctypes
import math
from collections.abc import Iterator

from PIL import Image, _webp

BAND = 64
REACH = 3
"""So many pixels of the result LANCZOS looks to either side."""


def shrunk(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """What `resize` makes of it, in a mode that can be shown: RGB, RGBA, L or CMYK. It is made band
    after band, because resizing, changing the mode and weighing colours by alpha each copy."""
    made = None
    for top, band in _bands(picture, size):
        made = made or Image.new(band.mode, size)
        made.paste(band, (0, top))
    assert made is not None  # noqa: S101 - a picture has one row at least
    made.info = picture.info
    return made


def plain(picture: Image.Image) -> Image.Image:
    """In a mode that can be resized: without palette, with eight bits a colour."""
    if picture.mode.startswith("I"):
        grey = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        grey.info.pop("transparency", None)
        return grey
    if picture.has_transparency_data:
        return picture if picture.mode == "RGBA" else picture.convert("RGBA")
    return picture.convert("RGB") if picture.mode in {"P", "1"} else picture


def webp_pixels(content: bytes, opened: Image.Image) -> Image.Image:
    """The pixels of a still WebP, with what is known of `opened`, decoded once and into the memory
    of the picture itself.

    Pillow's own reader is made for moving ones and holds four copies. The library is the one that
    Pillow brings: whoever has Pillow's reader has it. Raises OSError for what it cannot read.
    """
    width, height = opened.size
    pixels = bytearray(width * height * 4)
    into = (ctypes.c_char * len(pixels)).from_buffer(pixels)
    read = ctypes.CDLL(_webp.__file__).WebPDecodeRGBAInto
    read.restype = ctypes.c_void_p
    read.argtypes = [
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_void_p,
        ctypes.c_size_t,
        ctypes.c_int,
    ]
    if not read(content, len(content), into, len(pixels), width * 4):
        raise OSError("the WebP cannot be decoded")
    picture = Image.frombuffer("RGBA", opened.size, pixels, "raw", "RGBA", 0, 1)
    picture.info = opened.info
    return picture


def _bands(picture: Image.Image, size: tuple[int, int]) -> Iterator[tuple[int, Image.Image]]:
    """Bands of the result with the row each begins at."""
    scale = picture.height / size[1]
    margin = math.ceil(REACH * scale) + 1
    for top in range(0, size[1], BAND):
        bottom = min(top + BAND, size[1])
        first = max(0, math.floor(top * scale) - margin)
        last = min(picture.height, math.ceil(bottom * scale) + margin)
        rows = plain(picture.crop((0, first, picture.width, last)))
        box = (0, top * scale - first, picture.width, bottom * scale - first)
        yield top, rows.resize((size[0], bottom - top), Image.Resampling.LANCZOS, box=box)
