import pytest
from flask import Flask

from marketplace.media.layout import Small, laid_out, small
from marketplace.media.models import Picture


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


def test_a_card_names_one_picture(app: Flask) -> None:
    sizes = [(form, width) for form in ("avif", "webp", "jpg") for width in (320, 640, 1200)]
    with app.test_request_context():
        found = small(Picture(width=1200, height=900, derivatives=made(*sizes)))
        only = small(Picture(width=800, height=800, derivatives=made(("webp", 800))))
        none = small(Picture(derivatives=[]))
    assert found == Small("/media/webp640.webp", 1200, 900)
    assert only == Small("/media/webp800.webp", 800, 800)
    assert none is None
