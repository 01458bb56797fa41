"""Photos of people: a small square each, without the place and time that cameras write into theirs.

They lie in `data/photos/<company>`, under names that nobody guesses and that are never used twice.
"""

from __future__ import annotations

import secrets
import time
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from belplan.exchange.models import Person
from belplan.tenancy.models import Company

SIDE = 256  # pixels
LARGEST = 10 * 2**20  # bytes of an upload
MOST_PIXELS = 60_000_000  # of an upload: what is larger takes more memory than a photo of a face is worth
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
TYPE = "image/webp"
ASIDE = ".removed"  # after the name, for as long as a removal can be undone
KEEP_ASIDE = 3600.0  # seconds


def square(content: bytes, size: int) -> bytes:
    """The picture upright, cut to a square and made small. What it is is told by its content alone.

    `size`: of the whole file in bytes, of which no more than LARGEST need be read. Raises ValidationError for what is
    too large or no picture.
    """
    if size > LARGEST:
        raise ValidationError(
            _("This file is %(size)s MB: choose a picture of at most 10 MB.") % {"size": round(size / 2**20)}
        )
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            return _small(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as problem:
        message = _("That is no picture that can be read: choose a JPEG, PNG, WebP or GIF file.")
        raise ValidationError(message) from problem


def change(person: Person, photo: bytes | None) -> None:
    """Give somebody this photo (of `square`), or none. Raises ValidationError, by field, where the disk is full."""
    name = keep(person.company, photo) if photo else ""
    Person.objects.for_company(person.company).filter(pk=person.pk).update(photo=name)
    forget(person.company, person.photo)
    person.photo = name


def keep(company: Company, photo: bytes) -> str:
    """Store what `square` gave; its name. Raises ValidationError, by field, where the disk is full."""
    name = f"{secrets.token_hex(16)}.webp"
    path = _path(company, name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo)
    except OSError as problem:
        path.unlink(missing_ok=True)
        raise ValidationError({"photo": _("There is no room for it: free some disk space on the server.")}) from problem
    return name


def read(company: Company, name: str) -> bytes | None:
    """A stored photo; None where there is none."""
    try:
        return _path(company, name).read_bytes() if name else None
    except OSError:
        return None


def forget(company: Company, name: str) -> None:
    """Remove it for good."""
    if name:
        _path(company, name).unlink(missing_ok=True)


def put_aside(company: Company, name: str) -> None:
    """Its person was removed, which can be undone for a while."""
    path = _path(company, name)
    if name and path.exists():
        path.touch()
        path.rename(path.with_name(name + ASIDE))


def take_back(company: Company, name: str) -> None:
    """The removal was undone."""
    aside = _path(company, name + ASIDE)
    if name and aside.exists():
        aside.rename(_path(company, name))


def remove_put_aside() -> None:
    """Remove for good what no removal can be undone for any more."""
    for path in _folder().glob(f"*/*{ASIDE}"):
        if path.stat().st_mtime < time.time() - KEEP_ASIDE:
            path.unlink(missing_ok=True)


def _small(picture: Image.Image) -> bytes:
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many_pixels()
    picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG need not be read at its full size
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    fitted = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS)
    plain = Image.new("RGB", (SIDE, SIDE), "white")  # has nothing of the file but what is seen
    plain.paste(fitted, mask=fitted)
    stored = BytesIO()
    plain.save(stored, "WEBP", quality=82)
    return stored.getvalue()


def _too_many_pixels() -> ValidationError:
    return ValidationError(_("This picture is too large to be read: make it smaller than 60 megapixels."))


def _folder() -> Path:
    return Path(settings.DATA) / "photos"


def _path(company: Company, name: str) -> Path:
    return _folder() / company.key / name
