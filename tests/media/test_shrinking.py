"""Shrinking and reading without a second copy makes what the plain way makes."""

import io

import pytest
from PIL import Image, ImageChops

from marketplace.media.shrinking import shrunk, webp_pixels


def drawn(mode: str) -> Image.Image:
    grey = Image.radial_gradient("L").resize((700, 500))
    colours = (grey, ImageChops.invert(grey), ImageChops.offset(grey, 90), grey)
    return Image.merge("RGBA", colours).convert(mode)


def farthest(one: Image.Image, other: Image.Image) -> int:
    """Between the colours as they are seen, so weighed by alpha."""
    seen = [im.convert("RGBa") if im.mode == "RGBA" else im for im in (one, other)]
    bands = ImageChops.difference(*seen).split()
    return max(band.getextrema()[1] for band in bands)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "CMYK"])
def test_band_after_band_is_the_same_as_the_whole(mode: str) -> None:
    whole = drawn(mode).resize((233, 167), Image.Resampling.LANCZOS)
    assert farthest(shrunk(drawn(mode), (233, 167)), whole) <= 2


@pytest.mark.parametrize("mode", ["P", "1", "LA", "I;16"])
def test_every_mode_becomes_one_that_can_be_shown(mode: str) -> None:
    sent = drawn("L").convert(mode) if mode != "I;16" else drawn("L").convert("I").convert("I;16")
    assert shrunk(sent, (70, 50)).mode in {"RGB", "RGBA", "L"}


@pytest.mark.parametrize("lossless", [True, False])
def test_a_webp_is_read_as_pillow_reads_it(lossless: bool) -> None:
    out = io.BytesIO()
    drawn("RGBA").save(out, "WEBP", lossless=lossless)
    with Image.open(out) as opened:
        assert farthest(webp_pixels(out.getvalue(), opened), opened.convert("RGBA")) == 0


def test_a_webp_that_ends_within_is_refused() -> None:
    out = io.BytesIO()
    drawn("RGB").save(out, "WEBP")
    with Image.open(out) as opened, pytest.raises(OSError, match="WebP"):
        webp_pixels(out.getvalue()[:800], opened)
