"""The golden files: what each brand's telephones get, kept to be read beside the makers' documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from belplan.provisioning.brand import Brand, File
from tests.provisioning.examples import people

FOLDER = Path(__file__).parent / "golden"


def rendered(brand: Brand) -> Iterator[tuple[Path, File, str]]:
    """Each file of each telephone, with the place of its golden one."""
    for who, phone in people(brand).items():
        for place, file in enumerate(brand.files):
            ending = "xml" if "xml" in file.content_type else "cfg"
            kind = "phonebook" if file.phonebook else ("settings" if place == 0 else f"other{place}")
            yield FOLDER / brand.key / f"{who}-{kind}.{ending}", file, file.render(phone)
