"""What a file is, told from its first bytes and never from its name. Nothing is decoded here."""

import struct
from enum import StrEnum

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 16_000


class Kind(StrEnum):
    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIC = "HEIF"
    AVIF = "AVIF"


class Fault(StrEnum):
    """Why a picture was refused; `failures` has the words."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    SVG = "svg"
    GIF = "gif"
    UNKNOWN = "unknown"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LONG = "too_long"
    ANIMATED = "animated"
    CUT_OFF = "cut_off"
    DAMAGED = "damaged"
    TOO_HEAVY = "too_heavy"


class Refused(Exception):
    """This file will not become a picture."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


AVIF_BRANDS = {b"avif", b"avis"}
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc", b"hevx", b"msf1"}
MOVING_BRANDS = {b"avis", b"hevc", b"hevx", b"msf1"}
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that open a frame and so tell its size."""


def look(content: bytes) -> Kind:
    """The kind of picture. Raises Refused for everything that can be told without decoding."""
    if not content:
        raise Refused(Fault.EMPTY)
    if len(content) > MAX_BYTES:
        raise Refused(Fault.TOO_BIG)
    kind = kind_of(content)
    CHECKS[kind](content)
    return kind


def kind_of(content: bytes) -> Kind:
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content[4:8] == b"ftyp":
        return _kind_of_box(content)
    if content.startswith((b"GIF87a", b"GIF89a")):
        raise Refused(Fault.GIF)
    if b"<svg" in content[:4096].lower():
        raise Refused(Fault.SVG)
    raise Refused(Fault.UNKNOWN)


def check_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise Refused(Fault.DAMAGED)
    if width * height > MAX_PIXELS:
        raise Refused(Fault.TOO_MANY_PIXELS)
    if max(width, height) > MAX_SIDE:
        raise Refused(Fault.TOO_LONG)


def _kind_of_box(content: bytes) -> Kind:
    end = min(int.from_bytes(content[:4], "big"), 256)
    major, brands = content[8:12], {content[i : i + 4] for i in range(16, end, 4)}
    if major in AVIF_BRANDS or (major == b"mif1" and brands & AVIF_BRANDS):
        return Kind.AVIF
    if major in HEIC_BRANDS:
        return Kind.HEIC
    raise Refused(Fault.UNKNOWN)


def _check_jpeg(content: bytes) -> None:
    """Walk from segment to segment up to the frame, which tells the size."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            check_size(width, height)
            return
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    raise Refused(Fault.CUT_OFF)


def _check_png(content: bytes) -> None:
    if len(content) < 33:
        raise Refused(Fault.CUT_OFF)
    check_size(*struct.unpack_from(">II", content, 16))
    at = 33
    while at + 12 <= len(content):
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if name == b"acTL":
            raise Refused(Fault.ANIMATED)
        if name == b"IEND":
            return
        at += 12 + length
    raise Refused(Fault.CUT_OFF)


def _check_webp(content: bytes) -> None:
    if len(content) < int.from_bytes(content[4:8], "little") + 8 or len(content) < 30:
        raise Refused(Fault.CUT_OFF)
    if content[12:16] == b"VP8X":
        if content[20] & 0b10:
            raise Refused(Fault.ANIMATED)
        width = int.from_bytes(content[24:27], "little") + 1
        check_size(width, int.from_bytes(content[27:30], "little") + 1)


def _check_box(content: bytes) -> None:
    if content[8:12] in MOVING_BRANDS:
        raise Refused(Fault.ANIMATED)


CHECKS = {
    Kind.JPEG: _check_jpeg,
    Kind.PNG: _check_png,
    Kind.WEBP: _check_webp,
    Kind.HEIC: _check_box,
    Kind.AVIF: _check_box,
}
