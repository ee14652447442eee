"""Makes from one original what the shop shows: several sizes, clean colours, nothing else.

Runs as a process of its own, `python -m marketplace.media.studio FOLDER`, which first takes away
its own right to much memory and time, then reads the original from its input, writes the pictures
into the folder and says on its output, as JSON, what it made or why it would not. It knows no
database, no settings and no secrets, so that a picture made to break the decoder breaks nothing else.
"""

import base64
import io
import json
import os
import resource
import struct
import sys
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from marketplace.media.shrinking import plain, shrunk, webp_pixels
from marketplace.media.sniff import Fault, Kind, Refused, check_size, look

WIDTHS = (320, 640, 1200, 2000)
PLACEHOLDER_WIDTH = 16
MEMORY = 2 * 1024**3
CPU_SECONDS = 120
FILE_BYTES = 64 * 1024**2
FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    "avif": ("AVIF", {"quality": 58, "speed": 8, "max_threads": 1}),
    "webp": ("WEBP", {"quality": 80, "method": 4}),
    "jpg": ("JPEG", {"quality": 82, "progressive": True, "optimize": True}),
}


def develop(content: bytes, folder: Path) -> dict[str, Any]:
    """Write every size in every format; tell size, placeholder and files. Raises Refused."""
    picture, (width, height) = decode(content)
    made = []
    for to in reversed(widths_for(width)):
        picture = _narrowed(picture, to)
        for ending in FORMATS:
            name = f"{to}.{ending}"
            (folder / name).write_bytes(encode(picture, ending))
            made.append({"width": to, "format": ending, "file": name})
    return {
        "width": width,
        "height": height,
        "placeholder": placeholder(picture),
        "made": sorted(made, key=lambda one: (one["width"], one["format"])),
    }


def widths_for(width: int) -> list[int]:
    """The widths that fit, and the natural one where even the widest does not."""
    fitting = [one for one in WIDTHS if one <= width]
    return fitting if width in fitting or width > WIDTHS[-1] else [*fitting, width]


def decode(content: bytes) -> tuple[Image.Image, tuple[int, int]]:
    """The upright picture in sRGB, free of everything but pixels, and its size in the original."""
    kind = look(content)
    try:
        with Image.open(io.BytesIO(content), formats=[kind.value]) as opened:
            check_size(*opened.size)
            _refuse_moving(opened, kind)
            width, height = opened.size
            opened.draft(None, (WIDTHS[-1], WIDTHS[-1]))  # a JPEG may be decoded smaller at once
            whole = webp_pixels(content, opened) if kind is Kind.WEBP else opened
            whole.load()
            turned = opened.getexif().get(0x0112, 1) in {5, 6, 7, 8}
            upright = ImageOps.exif_transpose(_as_shown(whole, turned=turned))
            clean = _to_srgb(upright, opened.info.get("icc_profile"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error) as error:
        raise Refused(_fault_of(error)) from error
    except (EOFError, Image.DecompressionBombError, ArithmeticError, LookupError) as error:
        raise Refused(Fault.DAMAGED) from error
    return clean, (height, width) if turned else (width, height)


def encode(picture: Image.Image, ending: str) -> bytes:
    name, options = FORMATS[ending]
    out = io.BytesIO()
    (_on_white(picture) if name == "JPEG" else picture).save(out, name, **options)
    return out.getvalue()


def placeholder(picture: Image.Image) -> str:
    """A blur of a few dozen bytes that stands in for the picture until it has come."""
    small = _on_white(picture)
    small.thumbnail((PLACEHOLDER_WIDTH, PLACEHOLDER_WIDTH))
    out = io.BytesIO()
    small.save(out, "WEBP", quality=20, method=6)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()


def _fault_of(error: Exception) -> Fault:
    cut = "truncated" in str(error) or "end of file" in str(error).lower()
    return Fault.CUT_OFF if cut else Fault.DAMAGED


def _refuse_moving(opened: Image.Image, kind: Kind) -> None:
    """A JPEG or HEIC may carry further stills, such as a depth map; the first is the picture."""
    moving = kind in {Kind.PNG, Kind.WEBP, Kind.AVIF} and getattr(opened, "n_frames", 1) > 1
    if moving:
        raise Refused(Fault.ANIMATED)


def _as_shown(picture: Image.Image, *, turned: bool) -> Image.Image:
    """No larger than the widest that is shown, before anything copies it."""
    wide = picture.height if turned else picture.width
    if wide <= WIDTHS[-1]:
        return plain(picture)
    width, height = (max(1, round(side * WIDTHS[-1] / wide)) for side in picture.size)
    return shrunk(picture, (width, height))


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    alpha = _alpha_of(picture)
    if picture.mode not in {"RGB", "CMYK", "L"}:
        picture = picture.convert("RGB")
    colours = _converted(picture, profile) if profile else picture.convert("RGB")
    clean = Image.new("RGB", colours.size)
    clean.paste(colours)
    if alpha:
        clean.putalpha(alpha)
    return clean


def _converted(picture: Image.Image, profile: bytes) -> Image.Image:
    """Through its colour profile to sRGB; a profile that does not fit is left aside."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(
            picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        made = None
    return made or picture.convert("RGB")


def _alpha_of(picture: Image.Image) -> Image.Image | None:
    """How far one sees through each pixel, where one sees through any."""
    if picture.mode != "RGBA":
        return None
    alpha = picture.getchannel("A")
    return alpha if alpha.getextrema()[0] != 255 else None


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture.copy()
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _narrowed(picture: Image.Image, width: int) -> Image.Image:
    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def confine() -> None:
    """From here on this process may take so much memory and time, and no more."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 10))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    confine()
    register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # check_size is our limit, and a lower one
    try:
        answer = develop(sys.stdin.buffer.read(), Path(sys.argv[1]))
    except Refused as refused:
        answer = {"fault": refused.fault.value}
    except MemoryError:
        answer = {"fault": Fault.TOO_HEAVY.value}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
