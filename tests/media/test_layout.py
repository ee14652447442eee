import pytest
from flask import Flask

from marketplace.media.layout import laid_out


def made(*files: tuple[str, int]) -> list[dict[str, object]]:
    return [{"format": f, "width": w, "name": f"{f}{w}.{f}"} for f, w in files]


def test_smaller_formats_come_first_and_jpeg_is_for_everyone(app: Flask) -> None:
    with app.test_request_context():
        found = laid_out(made(("jpg", 1200), ("jpg", 320), ("webp", 320), ("avif", 640)))
    assert found.sources == (
        ("image/avif", "/media/avif640.avif 640w"),
        ("image/webp", "/media/webp320.webp 320w"),
    )
    assert found.srcset == "/media/jpg320.jpg 320w, /media/jpg1200.jpg 1200w"
    assert found.src == "/media/jpg1200.jpg"


@pytest.mark.parametrize("width", [320, 800])
def test_one_size_is_enough(app: Flask, width: int) -> None:
    with app.test_request_context():
        assert laid_out(made(("webp", width))).src == f"/media/webp{width}.webp"


def test_small_pictures_name_little(app: Flask) -> None:
    sizes = [(form, width) for form in ("avif", "webp", "jpg") for width in (320, 640, 1200)]
    with app.test_request_context():
        found = laid_out(made(*sizes), small=True)
        only = laid_out(made(("webp", 800)), small=True)
    assert found.sources == (("image/avif", "/media/avif320.avif 320w, /media/avif640.avif 640w"),)
    assert (found.src, found.srcset) == ("/media/jpg640.jpg", "")
    assert only.src == "/media/webp800.webp"
