"""What becomes of good and of bad pictures, through the real studio process."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from marketplace.media.darkroom import Developed, develop
from marketplace.media.sniff import Refused, look
from marketplace.media.studio import widths_for
from tests.factories.media import picture_bytes
from tests.media import corpus


@pytest.fixture(scope="module")
def developed() -> dict[str, Developed]:
    sound = corpus.sound()
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(sound, pool.map(develop, sound.values()), strict=True))


def opened(made: Developed, ending: str, width: int | None = None) -> Image.Image:
    name = next(
        d["name"]
        for d in reversed(made.derivatives)
        if d["format"] == ending and width in {None, d["width"]}
    )
    return Image.open(io.BytesIO(made.files[name]))


@pytest.mark.parametrize("name", corpus.sound())
def test_a_sound_file_becomes_pictures_of_its_kind(
    developed: dict[str, Developed], name: str
) -> None:
    made = developed[name]
    kinds = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}
    assert {opened(made, ending).format for ending in kinds} == set(kinds.values())
    assert opened(made, "jpg").mode == "RGB"
    assert made.placeholder.startswith("data:image/webp;base64,")
    assert len(made.placeholder) < 400


@pytest.mark.parametrize("name", corpus.sound())
def test_nothing_but_pixels_is_left(developed: dict[str, Developed], name: str) -> None:
    for content in developed[name].files.values():
        with Image.open(io.BytesIO(content)) as picture:
            assert len(picture.getexif()) == 0
            assert not {"exif", "icc_profile", "comment", "xmp"} & set(picture.info)
        for trace in (b"Exif", b"Camera of Rasht", b"my home", b"xmpmeta", b"<script"):
            assert trace not in content


@pytest.mark.parametrize("name", corpus.refused())
def test_a_look_tells_what_cannot_be_taken(name: str) -> None:
    content, fault = corpus.refused()[name]
    with pytest.raises(Refused) as refused:
        look(content)
    assert refused.value.fault == fault


@pytest.mark.parametrize("name", corpus.undecodable())
def test_decoding_tells_the_rest(name: str) -> None:
    content, fault = corpus.undecodable()[name]
    look(content)
    with pytest.raises(Refused) as refused:
        develop(content)
    assert refused.value.fault == fault


def test_a_picture_on_its_side_is_set_upright(developed: dict[str, Developed]) -> None:
    made = developed["far from home"]
    assert (made.width, made.height) == (500, 700)
    upright = opened(made, "jpg", 500)
    assert upright.size == (500, 700)
    red, green, _blue = upright.getpixel((250, 690))
    assert red > green  # its right half has become its lower half


def test_what_was_see_through_is_white_where_nothing_else_can_be(
    developed: dict[str, Developed],
) -> None:
    made = developed["palette with a see-through colour"]
    assert opened(made, "webp").mode == "RGBA"
    corners = {opened(made, "jpg").getpixel((x, 5)) for x in (5, 395)}
    assert any(min(corner) > 245 for corner in corners)


def test_sizes_fit_and_nothing_is_enlarged() -> None:
    assert widths_for(5000) == [320, 640, 1200, 2000]
    assert widths_for(1200) == [320, 640, 1200]
    assert widths_for(800) == [320, 640, 800]
    assert widths_for(90) == [90]


def test_the_same_picture_has_the_same_names(developed: dict[str, Developed]) -> None:
    assert set(develop(picture_bytes()).files) == set(developed["jpeg"].files)


def test_a_large_picture_is_developed_within_its_limits() -> None:
    made = develop(picture_bytes("PNG", size=(8_000, 6_200)))
    assert (made.width, made.height) == (8_000, 6_200)
    assert max(d["width"] for d in made.derivatives) == 2_000
