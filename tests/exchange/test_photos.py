"""Photos as they come from cameras: upright, small, and without the place where they were taken."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from belplan.exchange import photos

pytestmark = pytest.mark.fast


def picture(form: str = "JPEG", size: tuple[int, int] = (800, 400), **how: object) -> bytes:
    """Red at the left, blue at the right."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    stored = BytesIO()
    image.save(stored, form, **how)
    return stored.getvalue()


def square(content: bytes) -> Image.Image:
    return Image.open(BytesIO(photos.square(content, len(content))))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_becomes_a_small_square(form: str) -> None:
    small = square(picture(form))
    assert (small.format, small.size) == ("WEBP", (256, 256))


def test_it_stands_upright_and_tells_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif.get_ifd(0x8825)[1] = "N"  # the place
    small = square(picture(exif=exif))
    assert not small.getexif()
    red, _green, blue = small.convert("RGB").getpixel((128, 10))  # type: ignore[misc]
    assert red > blue  # what was left is above
    assert set(small.info) <= {"loop", "background", "timestamp", "duration"}


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xe0 no JPEG", b"%PDF-1.7"]
)
def test_what_is_no_picture_is_refused_whatever_its_name(content: bytes) -> None:
    with pytest.raises(ValidationError, match="JPEG, PNG, WebP"):
        photos.square(content, len(content))


def test_half_a_picture_is_refused() -> None:
    with pytest.raises(ValidationError, match="JPEG, PNG, WebP"):
        square(picture()[:400])


def test_twenty_megabytes_are_refused() -> None:
    with pytest.raises(ValidationError, match="20 MB"):
        photos.square(b"", 20 * 2**20)


def test_a_small_file_that_unfolds_into_a_giant_is_refused() -> None:
    giant = picture("PNG", (9000, 8000))
    assert len(giant) < 2**20
    with pytest.raises(ValidationError, match="megapixels"):
        square(giant)
