"""Files that must be refused, each with the reason, and files that must not."""

import io
import struct
import zlib
from functools import cache

from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

from marketplace.media.sniff import MAX_BYTES, Fault
from tests.factories.media import picture_bytes

register_heif_opener()


def png(width: int, height: int, *, depth: int = 8, data: bytes | None = None) -> bytes:
    """A PNG written by hand: it may say what it likes of its size."""
    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    row = bytes(1 + width * depth // 8)
    body = zlib.compress(row * height, 9) if data is None else data
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    whole = name + body
    return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def located() -> bytes:
    """A JPEG that lies on its side and knows where, when and by what it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of Rasht"
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 16.0, 50.0), 3: "E", 4: (49.0, 35.0, 1.0)})
    return picture_bytes(size=(700, 500), exif=exif, comment=b"my home", xmp=b"<x:xmpmeta/>")


@cache
def sound() -> dict[str, bytes]:
    """Name to content: these must become pictures."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return {
        "jpeg": picture_bytes(),
        "png": picture_bytes("PNG"),
        "webp": picture_bytes("WEBP"),
        "heic": picture_bytes("HEIF"),
        "avif": picture_bytes("AVIF"),
        "cmyk": picture_bytes(mode="CMYK"),
        "grey": picture_bytes(mode="L"),
        "one bit": picture_bytes("PNG", mode="1"),
        "palette with a see-through colour": picture_bytes("PNG", mode="P", transparency=0),
        "half see-through": picture_bytes("PNG", mode="RGBA"),
        "sixteen bits": png(300, 200, depth=16),
        "with a colour profile": picture_bytes(icc_profile=profile),
        "with a broken profile": picture_bytes(icc_profile=b"no profile at all"),
        "with a page behind it": picture_bytes() + b"<script>alert(document.cookie)</script>",
        "one pixel": picture_bytes("PNG", size=(1, 1)),
        "far from home": located(),
    }


@cache
def refused() -> dict[str, tuple[bytes, Fault]]:
    """Name to content and reason: these can be told at a look."""
    jpeg, webp = picture_bytes(), picture_bytes("WEBP")
    return {
        "nothing": (b"", Fault.EMPTY),
        "too big": (jpeg + bytes(MAX_BYTES), Fault.TOO_BIG),
        "svg": (b"<?xml version='1.0'?><svg onload='alert(1)'/>", Fault.SVG),
        "gif": (moving("GIF"), Fault.GIF),
        "page": (b"<!doctype html><h1>hello</h1>", Fault.UNKNOWN),
        "zip": (b"PK\x03\x04" + bytes(100), Fault.UNKNOWN),
        "pdf": (b"%PDF-1.7", Fault.UNKNOWN),
        "film": (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", Fault.UNKNOWN),
        "bomb of 60 megapixels": (png(10_000, 6_000), Fault.TOO_MANY_PIXELS),
        "bomb that lies": (png(2**31 - 1, 2**31 - 1, data=b""), Fault.TOO_MANY_PIXELS),
        "a mile long": (png(1, 20_000), Fault.TOO_LONG),
        "no size": (png(0, 10, data=b""), Fault.DAMAGED),
        "moving png": (moving("PNG"), Fault.ANIMATED),
        "moving webp": (moving("WEBP"), Fault.ANIMATED),
        "moving avif": (moving("AVIF"), Fault.ANIMATED),
        "png cut off": (picture_bytes("PNG")[:-20], Fault.CUT_OFF),
        "webp cut off": (webp[: len(webp) // 2], Fault.CUT_OFF),
        "jpeg of three bytes": (jpeg[:3], Fault.CUT_OFF),
    }


@cache
def undecodable() -> dict[str, tuple[bytes, Fault]]:
    """Name to content and reason: only decoding tells."""
    jpeg, heic = picture_bytes(size=(900, 900)), picture_bytes("HEIF")
    noise = bytes(range(256)) * 8
    return {
        "jpeg cut off": (jpeg[: len(jpeg) * 2 // 3], Fault.CUT_OFF),
        "png without pixels": (png(500, 500, data=zlib.compress(b"")), Fault.CUT_OFF),
        "png of noise": (png(500, 500, data=noise), Fault.DAMAGED),
        "heic cut off": (heic[: len(heic) // 2], Fault.DAMAGED),
        "heic in name": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + noise, Fault.DAMAGED),
        "avif in name": (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + noise, Fault.DAMAGED),
        "webp in name": (b"RIFF\x00\x08\x00\x00WEBPVP8 " + noise, Fault.DAMAGED),
    }
