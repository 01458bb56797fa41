"""Photos: chosen by an administrator or by oneself, seen by colleagues alone, gone with whose they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from belplan.exchange import photos
from belplan.exchange.models import Person
from belplan.tenancy.models import Company
from tests.exchange.test_photos import picture
from tests.panel.test_people import FRED, fred

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("face.jpg", content, "image/jpeg")


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def shown(page: str) -> list[str]:
    return re.findall(r'<img class="photo[^"]*" src="([^"]+)"', page)


def stored(data: Path) -> list[Path]:
    return list((data / "photos").glob("*/*"))


def test_a_user_gets_a_photo_that_only_colleagues_see(
    administrator: Client, ann: Client, stranger: Client, client: Client, demo: Company, data: Path
) -> None:
    administrator.post("/people/add/", {**FRED, "photo": file(picture())})
    assert "FM" not in text(administrator, "/people/?q=fred")
    (address,) = shown(text(administrator, "/people/?q=fred"))
    answer = ann.get(address)
    assert answer.headers["Content-Type"] == "image/webp"
    assert "private" in answer.headers["Cache-Control"]
    assert "immutable" in answer.headers["Cache-Control"]
    assert stranger.get(address).status_code == 404
    assert client.get(address).status_code == 302
    assert ann.get(address[:-10] + "x.webp").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"x" * (20 * 2**20), "20 MB"), (b"<svg/>", "JPEG, PNG, WebP")],
)
def test_what_cannot_be_a_photo_is_refused_beside_its_field(
    administrator: Client, demo: Company, content: bytes, said: str
) -> None:
    answer = administrator.post("/people/add/", {**FRED, "photo": file(content)})
    assert answer.status_code == 422
    notes = answer.content.decode().partition('id="id_photo_error"')[2]
    assert said in notes[:200]
    assert 'value="Fred Maes"' in answer.content.decode()
    assert not Person.objects.for_company(demo).filter(extension="250").exists()


def test_another_photo_replaces_the_first_and_none_is_left_over(
    administrator: Client, demo: Company, data: Path
) -> None:
    administrator.post("/people/add/", {**FRED, "photo": file(picture())})
    page = f"/people/{fred(demo).pk}/"
    first = stored(data)
    administrator.post(page, {**FRED, "password_choice": "keep", "photo": file(picture("PNG"))})
    assert len(stored(data)) == 1
    assert stored(data) != first
    administrator.post(page, {**FRED, "password_choice": "keep"})
    assert len(shown(text(administrator, page))) == 1
    administrator.post(page, {**FRED, "extension": "112", "password_choice": "keep", "photo": file(picture())})
    assert len(stored(data)) == 1
    administrator.post(page, {**FRED, "password_choice": "keep", "without_photo": "on"})
    assert stored(data) == []
    assert "FM" in text(administrator, "/people/?q=fred")


def test_a_photo_goes_with_its_person_and_comes_back_with_them(
    administrator: Client, demo: Company, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrator.post("/people/add/", {**FRED, "photo": file(picture())})
    address = shown(text(administrator, "/people/?q=fred"))[0]
    administrator.post(f"/people/{fred(demo).pk}/remove/")
    photos.remove_put_aside()
    administrator.post("/people/undo/")
    assert administrator.get(address).status_code == 200
    administrator.post(f"/people/{fred(demo).pk}/remove/")
    monkeypatch.setattr(photos, "KEEP_ASIDE", -1)
    photos.remove_put_aside()
    assert stored(data) == []


def test_people_choose_their_own(ann: Client, demo: Company, data: Path) -> None:
    assert "JPEG, PNG, WebP" in ann.post("/my/profile/photo/", {"photo": file(b"no")}).content.decode()
    assert "Kies een foto" in ann.post("/my/profile/photo/").content.decode()
    ann.post("/my/profile/photo/", {"photo": file(picture())})
    assert len(shown(text(ann, "/my/profile/"))) == 2  # the page's and the menu's
    ann.post("/my/profile/photo/remove/")
    assert shown(text(ann, "/my/profile/")) == []
    assert stored(data) == []


def test_an_account_without_a_person_has_no_photo(administrator: Client, data: Path) -> None:
    assert "id_photo" not in text(administrator, "/my/profile/")
    administrator.post("/my/profile/photo/", {"photo": file(picture())})
    assert stored(data) == []
